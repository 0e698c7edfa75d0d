import { stripVTControlCharacters } from 'node:util';
import type { Disposable } from './events.ts';
import type { CustomExecution, Task } from './values.ts';

/** What an extension shows in a terminal of its own. */
interface Pseudoterminal {
  readonly onDidWrite: (listener: (text: string) => void) => Disposable;
  readonly onDidClose?: (listener: (code: number) => void) => Disposable;
  open(): void;
  close(): void;
  handleInput?(data: string): void;
}

/** The terminal of one task of VS Code's own. */
export class TaskTerminal {
  private readonly pty: Pseudoterminal;
  private written = '';
  private ownCode: number | undefined;
  private isKilled = false;

  private constructor(pty: Pseudoterminal, touch: () => void) {
    this.pty = pty;
    pty.onDidWrite((text) => {
      this.written += text;
      touch();
    });
    pty.onDidClose?.((code) => {
      this.ownCode = code;
      this.kill();
      touch();
    });
    pty.open();
  }

  /** Runs a task, as VS Code does. */
  static async run({ definition, execution }: Task, touch: () => void): Promise<TaskTerminal> {
    const pty = await (execution as CustomExecution).callback(definition);
    return new TaskTerminal(pty as Pseudoterminal, touch);
  }

  /** What people read there. */
  get text(): string {
    return stripVTControlCharacters(this.written).replaceAll('\r\n', '\n');
  }

  /** Whether every line begins where lines begin: a terminal goes down at a line feed, and no further. */
  get isStraight(): boolean {
    return !/(?<!\r)\n/.test(this.written);
  }

  /** What it ended with; undefined if it has not. */
  get code(): number | undefined {
    return this.ownCode;
  }

  type(keys: string): void {
    this.pty.handleInput?.(keys);
  }

  /** Closes the terminal. */
  kill(): void {
    if (this.isKilled) return;
    this.isKilled = true;
    this.pty.close();
  }
}
