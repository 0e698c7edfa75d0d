import type { EnvironmentSource, Journal } from '../../core/ports.ts';
import type { BaseEnvironment } from '../../model/environment/environment.ts';
import { type LoginShellOptions, readLoginShellEnvironment } from './loginShell.ts';

/** What the environment of a host is read with; `nodePath` is asked at each reading, so that a setting takes effect at once. */
export interface HostEnvironmentOptions extends Omit<LoginShellOptions, 'nodePath' | 'timeoutMs'> {
  readonly nodePath: () => string;
  readonly journal: Journal;
}

/** The environment that the runs of a host build on: the login shell's, read at the first start and kept. */
export class HostEnvironment implements EnvironmentSource {
  private reading: Promise<BaseEnvironment> | undefined;

  constructor(private readonly options: HostEnvironmentOptions) {}

  get(): Promise<BaseEnvironment> {
    return (this.reading ??= this.read());
  }

  refresh(): Promise<BaseEnvironment> {
    return (this.reading = this.read());
  }

  private async read(): Promise<BaseEnvironment> {
    const { journal, nodePath, ...options } = this.options;
    const base = await readLoginShellEnvironment({ ...options, nodePath: nodePath() });
    const count = Object.keys(base.variables).length;
    const message =
      base.problem === undefined
        ? `Runs get the environment of the ${base.origin === 'login-shell' ? 'login shell' : 'window'} (${String(count)} variables)`
        : `Runs get the environment of this window because that of the login shell is not available: ${base.problem}`;
    journal.record({ level: base.problem === undefined ? 'info' : 'warning', event: 'environment-read', message });
    return base;
  }
}
