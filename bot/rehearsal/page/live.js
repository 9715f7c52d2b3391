// The two live lines to the server and the one way to act. Everything stays on this origin.

/** A WebSocket that comes back by itself; `onvalue` gets each parsed message, `onstate` true or false. */
export function listen(path, onvalue, onstate) {
  let waits = 250;
  const open = () => {
    const socket = new WebSocket(`ws://${location.host}${path}`);
    socket.onopen = () => {
      waits = 250;
      onstate(true);
    };
    socket.onmessage = (event) => onvalue(JSON.parse(event.data));
    socket.onclose = () => {
      onstate(false);
      setTimeout(open, waits);
      waits = Math.min(waits * 2, 4000);
    };
  };
  open();
}

/** Posts one act as JSON. Gives the answer's JSON, or throws an Error with the server's own sentence. */
export async function send(path, body = {}) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const value = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(value.error ?? value.description ?? `The rehearsal answered ${answer.status}`);
  return value;
}

/** Reads JSON from the server, or throws an Error with its own sentence. */
export async function fetchJson(path) {
  const answer = await fetch(path);
  const value = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(value.error ?? `The rehearsal answered ${answer.status}`);
  return value;
}
