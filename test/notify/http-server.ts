import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";

export interface Heard {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

export interface HttpServer {
  url: string;
  heard: Heard[];
  /** Resolves when so many requests came. */
  hears(count: number): Promise<Heard[]>;
}

/** How one request is answered. Default: 200. */
export type Answer = (heard: Heard, response: ServerResponse, count: number) => void;

/** A web server on loopback, on a port of its own. Gone when the test is over. */
export async function startHttpServer(answer: Answer = (_, response) => response.end()): Promise<HttpServer> {
  const heard: Heard[] = [];
  let wake = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { method = "", url = "", headers } = request;
      const one = { method, url, headers, body };
      heard.push(one);
      answer(one, response, heard.length);
      wake.resolve();
      wake = Promise.withResolvers();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    heard,
    async hears(count) {
      while (heard.length < count) await wake.promise;
      return heard;
    },
  };
}

/** Answers with a redirect to there. */
export function redirectTo(location: string, status = 307): Answer {
  return (_, response) => void response.writeHead(status, { location }).end();
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}
