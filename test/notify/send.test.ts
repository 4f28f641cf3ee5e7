import { createHmac } from "node:crypto";
import { createServer, type AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Channel } from "../../src/core/notice.ts";
import { pingUrl } from "../../src/notify/send/ping.ts";
import { describeChannel, send } from "../../src/notify/send/send.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import { startMailServer } from "../commands/mail-server.ts";
import { NOON } from "../store/build.ts";
import { aNotice, ping, SECRET, slack, webhook } from "./build.ts";
import { redirectTo, startHttpServer } from "./http-server.ts";

const clock = manualClock(NOON);

/** As a receiver does that was told of the secret. */
function isSigned(signature: string, body: string, secret: string): boolean {
  const [, seconds = "", hex = ""] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  return createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex") === hex;
}

describe("a webhook", () => {
  it("posts JSON that its receiver can verify", async () => {
    const server = await startHttpServer();
    expect(await send(aNotice(), webhook(`${server.url}/hook?of=errand`), clock)).toBeNull();
    const [heard] = server.heard;
    expect(heard).toMatchObject({ method: "POST", url: "/hook?of=errand" });
    const signature = String(heard?.headers["errand-signature"]);
    expect(signature).toContain(`t=${NOON / 1000},`);
    expect(isSigned(signature, heard?.body ?? "", SECRET)).toBe(true);
    expect(isSigned(signature, `${heard?.body ?? ""} `, SECRET)).toBe(false);
    expect(heard?.headers["errand-notice"]).toBe(aNotice().id);
    expect(JSON.parse(heard?.body ?? "")).toMatchObject({
      v: 1,
      event: "failure",
      command: "backup",
      message: "backup failed: disk full",
      at: "2026-03-01T12:00:00.000Z",
      run: { state: "failed", startedAt: "2026-03-01T12:00:00.000Z", error: { message: "disk full" } },
    });
  });

  it("follows a redirect within its origin, and posts the same there", async () => {
    const server = await startHttpServer((heard, response, count) =>
      heard.url === "/old" ? redirectTo("/new")(heard, response, count) : response.end(),
    );
    expect(await send(aNotice(), webhook(`${server.url}/old`), clock)).toBeNull();
    expect(server.heard.map(({ method, url }) => `${method} ${url}`)).toEqual(["POST /old", "POST /new"]);
    expect(server.heard[1]?.body).toBe(server.heard[0]?.body);
  });

  it("follows none to another host", async () => {
    const other = await startHttpServer();
    const server = await startHttpServer(redirectTo(`${other.url}/steal`));
    expect(await send(aNotice(), webhook(server.url), clock)).toMatch(
      /^it answered 307, a redirect to 127\.0\.0\.1:\d+, which is not followed$/,
    );
    expect(other.heard).toEqual([]);
  });

  it("gives up on redirects without end", async () => {
    const server = await startHttpServer(redirectTo("/again"));
    expect(await send(aNotice(), webhook(server.url), clock)).toBe("it redirected more than 3 times");
  });

  it.each([400, 404, 500, 503])("fails with a %i", async (status) => {
    const server = await startHttpServer((_, response) => void response.writeHead(status).end("no"));
    expect(await send(aNotice(), webhook(server.url), clock)).toBe(`it answered ${status}`);
  });

  it("waits five seconds for an answer, and no longer", async () => {
    const server = await startHttpServer(() => undefined);
    const own = manualClock(NOON);
    const sent = send(aNotice(), webhook(server.url), own);
    await server.hears(1);
    await own.advance(5_000);
    expect(await sent).toBe("no answer in 5 s");
  });

  it("says why nothing could be reached, and nothing secret", async () => {
    const channel = slack("http://127.0.0.1:1/services/T0/B0/token");
    const error = await send(aNotice({ kind: "test" }), channel, clock);
    expect(error).toMatch(/ECONNREFUSED|bad port/);
    expect(error).not.toContain("token");
  });
});

describe("Slack", () => {
  it("gets a line and the next command, in which nothing is a mention or a link", async () => {
    const server = await startHttpServer();
    const facts = { ...aNotice().facts, message: "backup failed: <!channel> & <http://evil|click>" };
    expect(await send(aNotice({ facts }), slack(server.url), clock)).toBeNull();
    const { text } = JSON.parse(server.heard[0]?.body ?? "") as { text: string };
    expect(text).toBe(
      ":warning: backup failed: &lt;!channel&gt; &amp; &lt;http://evil|click&gt; on web-1\n`errand show 0192f0c0-0000`",
    );
  });
});

describe("a ping", () => {
  it.each([
    ["ping_start", "https://hc-ping.com/uuid", "https://hc-ping.com/uuid/start?rid=run-1"],
    ["ping_success", "https://hc-ping.com/uuid", "https://hc-ping.com/uuid?rid=run-1"],
    ["ping_fail", "https://hc-ping.com/uuid/", "https://hc-ping.com/uuid/fail?rid=run-1"],
    ["ping_fail", "https://hc/uuid/slug?create=1", "https://hc/uuid/slug/fail?create=1&rid=run-1"],
  ] as const)("%s of %s goes to %s", (kind, url, target) => {
    expect(pingUrl(url, aNotice({ kind, runId: "run-1" }))).toBe(target);
  });

  it("is a GET", async () => {
    const server = await startHttpServer();
    expect(await send(aNotice({ kind: "ping_start" }), ping(`${server.url}/uuid`), clock)).toBeNull();
    expect(server.heard).toMatchObject([{ method: "GET", url: `/uuid/start?rid=${aNotice().runId}` }]);
  });
});

describe("e-mail", () => {
  const email = (smtp: string): Channel => ({
    ...{ kind: "email", key: "email-1", smtp },
    ...{ to: ["ops@example.com"], from: "errand <errand@example.com>" },
  });

  it("is a letter of plain text", async () => {
    const mail = await startMailServer();
    expect(await send(aNotice(), email(mail.url), clock)).toBeNull();
    expect(mail.received).toMatchObject([{ from: "errand@example.com", to: "ops@example.com" }]);
    const letter = mail.received[0]?.data ?? "";
    expect(letter).toContain("Subject: [errand] backup failed: disk full");
    expect(letter).toContain(`Message-ID: <${aNotice().id}@errand>`);
    expect(letter).toContain("next: errand show 0192f0c0-0000");
  });

  it("cannot be given headers by what a command says", async () => {
    const mail = await startMailServer();
    const facts = { ...aNotice().facts, message: "failed\r\nBcc: evil@example.com" };
    await send(aNotice({ facts }), email(mail.url), clock);
    const [headers] = mail.received[0]?.data.split("\r\n\r\n") ?? [];
    expect(headers).not.toMatch(/^Bcc:/m);
  });

  it("that is refused says so, without the password", async () => {
    const mail = await startMailServer({ refuse: ["ops@example.com"] });
    expect(await send(aNotice(), email(mail.url), clock)).toContain("550");
    const secret = "smtp://errand:hunter22@127.0.0.1:1";
    expect(await send(aNotice(), email(secret), clock)).not.toContain("hunter22");
  });

  it("keeps a login out of its error, in the form in which the mail server heard it too", async () => {
    const server = createServer((socket) => {
      socket.write("220 ready\r\n");
      socket.on("data", (bytes) => {
        const line = bytes.toString().trim();
        socket.write(line.startsWith("EHLO") ? "250-me\r\n250 AUTH PLAIN\r\n" : `535 what is ${line}\r\n`);
      });
    });
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const error = await send(aNotice(), email(`smtp://errand:hunter22@127.0.0.1:${port}`), clock);
    expect(error).toContain("AUTH PLAIN [secret]");
    expect(error).not.toMatch(/hunter22|AGVycmFuZABodW50ZXIyMg/);
  });

  it("says why it was refused where the password is not written as a URL wants it", async () => {
    const mail = await startMailServer({ refuse: ["ops@example.com"] });
    const smtp = mail.url.replace("//", "//errand:pa%25ss%zz@");
    const error = await send(aNotice(), email(smtp), clock);
    expect(error).not.toBeNull();
    expect(error).not.toContain("pa%25ss%zz");
  });

  it("waits five seconds for a silent server", async () => {
    const mail = await startMailServer({ silent: true });
    const own = manualClock(NOON);
    const sent = send(aNotice(), email(mail.url), own);
    while (mail.connections === 0) await new Promise(setImmediate);
    await own.advance(5_000);
    expect(await sent).toBe("no answer in 5 s");
  });
});

describe("a channel whose URL is none", () => {
  it("is answered like any that failed", async () => {
    const error = await send(aNotice(), slack("services/T0/B0/token"), clock);
    expect(error).toBe("it failed; why is not said, for it may hold a secret");
  });
});

describe("a channel for people", () => {
  it("names where it leads, and nothing secret", () => {
    expect(describeChannel(slack("https://hooks.slack.com/services/T0/B0/token"))).toBe(
      "slack at hooks.slack.com",
    );
  });
});
