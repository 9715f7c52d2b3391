// The form as grammY's documentation teaches it: its conversations plugin, its runner for chats side by side.
import { Bot, InlineKeyboard } from "grammy";
import { conversations, createConversation } from "@grammyjs/conversations";
import { run, sequentialize } from "@grammyjs/runner";

const [url, calls] = process.argv.slice(2);
const real = calls === "real";
const questions = 8;
const group = -1001234567890;
const keys = (label) => ({ reply_markup: new InlineKeyboard().text(label, "go") });

async function form(conversation, ctx) {
  await ctx.reply("Who are you?", keys("I am serving"));
  if (real) await ctx.deleteMessage();
  let tapped = await conversation.waitFor("callback_query:data");
  await tapped.answerCallbackQuery();
  await tapped.editMessageText("What do you want?", keys("Apply"));
  tapped = await conversation.waitFor("callback_query:data");
  await tapped.answerCallbackQuery();
  await tapped.editMessageText(`Question 1 of ${questions}`);
  const answers = [];
  let screen = 0;
  while (answers.length < questions) {
    const said = await conversation.waitFor("message:text");
    answers.push(said.message.text);
    const left = answers.length < questions;
    const text = left ? `Question ${answers.length + 1} of ${questions}` : "Your answers: " + answers.join("\n");
    const more = left ? {} : keys("Send");
    if (real) {
      const sent = await said.reply("…");
      await said.api.editMessageText(said.chat.id, sent.message_id, text, more);
      if (screen) await said.api.deleteMessages(said.chat.id, [screen]);
      screen = sent.message_id;
    } else {
      await said.reply(text, more);
    }
  }
  tapped = await conversation.waitFor("callback_query:data");
  await tapped.answerCallbackQuery();
  await tapped.editMessageText("Shall it be sent?", keys("Yes, send it"));
  tapped = await conversation.waitFor("callback_query:data");
  await tapped.answerCallbackQuery();
  await tapped.editMessageText("Stored");
  await tapped.api.sendMessage(group, "A new application:\n" + answers.join("\n"));
}

const bot = new Bot("7000000001:bench", { client: { apiRoot: url } });
bot.use(sequentialize((ctx) => String(ctx.chat?.id)));
bot.use(conversations());
bot.use(createConversation(form));
bot.command("start", (ctx) => ctx.conversation.enter("form"));
bot.catch(() => {});
run(bot);
