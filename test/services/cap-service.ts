import { spawn } from "node:child_process";

/** A service of SAP CAP in a process of its own, on a port that the system has chosen. */
export interface CapService {
  /** `http://localhost:PORT` */
  readonly address: string;
  /** What it has said so far. */
  said(): string;
  /** Resolves when it is gone, by itself or ended. */
  gone(): Promise<void>;
  /** Sends the signal, and resolves when it is gone. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** Starts the service of a folder and waits until it listens; rejects with what it said when it ends before that. */
export async function startCapService(folder: string, environment: NodeJS.ProcessEnv = {}): Promise<CapService> {
  const env = { ...process.env, ...environment, PORT: "0" };
  const child = spawn(process.execPath, ["node_modules/@sap/cds/bin/serve.js"], { cwd: folder, env });
  let said = "";
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        const [, listening] = /server listening on .*(http:\/\/localhost:\d+)\b.*\n/.exec(said) ?? [];
        if (listening) resolve(listening);
      });
    child.once("error", reject);
    void gone.then(() => reject(new Error(`the service ended before it was ready:\n${said}`)));
  });
  return {
    address,
    said: () => said,
    gone: () => gone,
    end(signal) {
      child.kill(signal);
      return gone;
    },
  };
}
