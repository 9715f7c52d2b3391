-- name: approved_all
SELECT answer, body FROM approved_answers;

-- name: approved_save!
INSERT INTO approved_answers (answer, body) VALUES (:answer, :body)
ON CONFLICT (answer) DO UPDATE SET body = excluded.body;
