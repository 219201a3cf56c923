// The wire of the sync engine over HTTP.
import type { Batch, Chunk, Finished, Network, Posted } from "../engine/index.ts";

export type Fetch = (address: string, init: RequestInit) => Promise<Response>;

/** A shift's outbox over a weak network takes its time; a connection that hangs must end at last. */
const PATIENCE = 60_000;
const BUSY = new Set([429, 503]);

export class HttpNetwork implements Network {
  private readonly fetch: Fetch;
  private readonly base: string;

  constructor(fetch: Fetch, base = "/api/sync") {
    this.fetch = fetch;
    this.base = base;
  }

  post(batch: Batch, token: string): Promise<Posted> {
    return this.json("POST", "/ops", batch, token);
  }

  asked(sha256: string, token: string): Promise<Posted> {
    return this.ask(`/blobs/${sha256}`, { method: "GET" }, token);
  }

  put({ sha256, n, size, bytes }: Chunk, token: string): Promise<Posted> {
    const headers = { "Content-Type": "application/octet-stream", "X-Size": String(size) };
    return this.ask(`/blobs/${sha256}/${n}`, { method: "PUT", headers, body: bytes as Uint8Array<ArrayBuffer> }, token);
  }

  done({ sha256, ...told }: Finished, token: string): Promise<Posted> {
    return this.json("POST", `/blobs/${sha256}/done`, told, token);
  }

  private json(method: string, path: string, content: unknown, token: string): Promise<Posted> {
    const headers = { "Content-Type": "application/json" };
    return this.ask(path, { method, headers, body: JSON.stringify(content) }, token);
  }

  /** The session's cookie stays out of it: what is sent is sent under the token's own name. */
  private async ask(path: string, init: RequestInit & { headers?: object }, token: string): Promise<Posted> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const headers = { ...init.headers, Authorization: `Bearer ${token}` };
      const options = { ...init, headers, credentials: "omit", cache: "no-store", signal: stop.signal } as const;
      return await told(await this.fetch(this.base + path, options));
    } catch {
      return { kind: "failed" };
    } finally {
      clearTimeout(timer);
    }
  }
}

async function told(response: Response): Promise<Posted> {
  const { status } = response;
  if (response.ok) return { kind: "reply", reply: status === 204 ? {} : await response.json() };
  if (status === 401) return { kind: "unauthorised" };
  if (BUSY.has(status)) return { kind: "busy", seconds: Number(response.headers.get("Retry-After")) || 0 };
  if (status >= 500) return { kind: "failed", status };
  return { kind: "refused", status, sentence: await sentence(response) };
}

async function sentence(response: Response): Promise<string> {
  try {
    const problem = (await response.json()) as { detail?: unknown };
    return typeof problem.detail === "string" ? problem.detail : "";
  } catch {
    return "";
  }
}
