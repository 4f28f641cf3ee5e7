import { createTransport } from "nodemailer";
import { printable } from "../../core/printable.ts";
import { SEND_LIMIT_MS, within, type Sending } from "./sending.ts";

const LONGEST_SUBJECT = 150;

/** Sends one letter of plain text, over a connection of its own. The message id is the notice's: one that comes twice is one. */
export async function sendEmail({ notice, channel, clock }: Sending<"email">): Promise<void> {
  const limit = SEND_LIMIT_MS;
  const timeouts = { connectionTimeout: limit, greetingTimeout: limit, socketTimeout: limit };
  const transport = createTransport({ url: channel.smtp, ...timeouts });
  const { message, run, at, next } = notice.facts;
  const facts = [
    `command: ${notice.command}`,
    ...(run ? [`run: ${run.id}`, `state: ${run.state}`, `host: ${run.host}`] : []),
    `at: ${new Date(at).toISOString()}`,
    `next: ${next}`,
  ];
  try {
    await within(clock, async () =>
      transport.sendMail({
        from: channel.from,
        to: [...channel.to],
        subject: `[errand] ${printable(message, { oneLine: true }).slice(0, LONGEST_SUBJECT)}`,
        text: printable(`${message}\n\n${facts.join("\n")}\n`),
        date: new Date(at),
        messageId: `<${notice.id}@errand>`,
        headers: { "Auto-Submitted": "auto-generated" },
      }),
    );
  } finally {
    transport.close();
  }
}
