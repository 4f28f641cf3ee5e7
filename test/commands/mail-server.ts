import { createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { onTestFinished } from "vitest";

export interface Received {
  from: string;
  to: string;
  data: string;
}

export interface MailServer {
  url: string;
  received: Received[];
  connections: number;
}

interface Habits {
  /** Answers RCPT with 550 for these. */
  refuse?: string[];
  /** Accepts connections and never says a word. */
  silent?: boolean;
}

/** A mail server as far as RFC 5321's example goes, on a port of its own. Gone when the test is over. */
export async function startMailServer({ refuse = [], silent = false }: Habits = {}): Promise<MailServer> {
  const mail: MailServer = { url: "", received: [], connections: 0 };
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    mail.connections += 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    if (!silent) converse(socket, { refuse, received: mail.received });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  mail.url = `smtp://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return mail;
}

function converse(socket: Socket, { refuse, received }: { refuse: string[]; received: Received[] }): void {
  let pending = "";
  let letter: Received | null = null;
  let inData = false;
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  const hear = (line: string): void => {
    if (inData && line === ".") {
      inData = false;
      received.push(letter!);
      say("250 taken");
    } else if (inData) letter!.data += `${line.replace(/^\.\./, ".")}\r\n`;
    else if (/^(EHLO|HELO|RSET)/i.test(line)) say("250 hello");
    else if (/^MAIL FROM:/i.test(line)) {
      letter = { from: inAngles(line), to: "", data: "" };
      say("250 ok");
    } else if (/^RCPT TO:/i.test(line)) {
      letter!.to = inAngles(line);
      say(refuse.includes(letter!.to) ? "550 no such mailbox" : "250 ok");
    } else if (/^DATA/i.test(line)) {
      inData = true;
      say("354 go on");
    } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
    else say("500 what?");
  };
  socket.on("data", (chunk) => {
    const lines = (pending + chunk.toString()).split("\r\n");
    pending = lines.pop() ?? "";
    lines.forEach(hear);
  });
  say("220 test");
}

function inAngles(line: string): string {
  return /<(.*?)>/.exec(line)?.[1] ?? "";
}
