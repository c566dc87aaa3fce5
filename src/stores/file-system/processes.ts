import type { FileFunctions } from "./files.ts";

/** A process as others on its machine can tell it from the next one that gets its number. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Opaque: which start of the machine, and when after it. Absent where the system does not say. */
  readonly processStart?: string;
}

export interface Processes {
  own(): Promise<ProcessIdentity>;
  /** `true` also when it cannot be known: on another machine, or behind a wall. */
  isRunning(process: ProcessIdentity): Promise<boolean>;
}

export function createProcesses(host: string, readFile: FileFunctions["readFile"]): Processes {
  const own = async (): Promise<ProcessIdentity> => {
    const { pid } = globalThis.process;
    const start = await processStart(pid, readFile);
    return { pid, host, ...(start && { processStart: start }) };
  };
  return {
    own,
    async isRunning(process) {
      if (process.host !== host) return true;
      if (!answersSignals(process.pid)) return false;
      const start = await processStart(process.pid, readFile);
      if (start === undefined || process.processStart === undefined) return true;
      return start === process.processStart;
    },
  };
}

function answersSignals(pid: number): boolean {
  try {
    globalThis.process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code !== "ESRCH";
  }
}

/** From Linux's `/proc` (proc_pid_stat(5): field 3 is the state, field 22 the start); `ended` for one that nobody has buried yet. */
async function processStart(pid: number, readFile: FileFunctions["readFile"]): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return "ended";
    return `${(await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim()}/${fields[19]}`;
  } catch {
    return undefined;
  }
}
