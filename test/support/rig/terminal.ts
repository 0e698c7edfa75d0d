import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { serverEnvironment } from './serverEnvironment.ts';
import type { VSCode } from './startVSCode.ts';

/** A task as `executor list --json` tells it; more is in docs/cli.md. */
interface ListedTask {
  readonly name: string;
  readonly status: string;
  readonly schedule: string;
  readonly pid: number | null;
}

/** What `executor list --json` tells. */
interface Listing {
  readonly host: { readonly pid: number; readonly mode: string } | null;
  readonly tasks: readonly ListedTask[];
}

/** A run as `executor history --json` tells it. */
interface ToldRun {
  readonly task: string;
  readonly scheduledFor: string | null;
  readonly endedAt: string | null;
  readonly outcome: string | null;
  readonly exitCode: number | null;
  readonly pid: number | null;
}

/** A terminal of the machine on which a VS Code runs, and the `executor` that the extension has put there. */
export class MachineTerminal {
  constructor(
    private readonly vscode: VSCode,
    private readonly folder: string,
  ) {}

  list(): Listing {
    return this.call('list') as Listing;
  }

  /** All runs of a task, newest first. */
  history(task: string): readonly ToldRun[] {
    const { runs } = this.call('history', task, '-n', '1000') as { readonly runs: readonly ToldRun[] };
    return runs;
  }

  /** The pids of the extension hosts of all windows. */
  extensionHosts(): readonly number[] {
    const { pid } = this.vscode;
    const table = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
    const rows = table.split('\n').map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []);
    const isBelow = (ppid: string | undefined): boolean => {
      const row = rows.find(([, own]) => own === ppid);
      return Number(ppid) === pid || (row !== undefined && isBelow(row[2]));
    };
    return rows
      .filter(([, , ppid, command]) => command?.includes('--type=extensionHost') === true && isBelow(ppid))
      .map(([, own]) => Number(own));
  }

  private call(...args: readonly string[]): unknown {
    const { dir, extensionsDir, token } = this.vscode;
    const extension = readdirSync(extensionsDir).find((name) => name.startsWith('executor-scripts.executor-')) ?? '';
    const command = path.join(extensionsDir, extension, 'dist/executor.mjs');
    const env = serverEnvironment(dir, token, {});
    const options = { encoding: 'utf8', env: { ...env }, cwd: this.folder } as const;
    return JSON.parse(execFileSync('node', [command, ...args, '--json'], options));
  }
}
