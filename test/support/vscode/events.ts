import type { Disposable as Releasable } from '../../../src/base/disposable.ts';

/** As VS Code's own: gives something back once. */
export class Disposable {
  private release: (() => unknown) | undefined;

  constructor(release: () => unknown) {
    this.release = release;
  }

  static from(...items: readonly Releasable[]): Disposable {
    return new Disposable(() => {
      for (const item of items) item.dispose();
    });
  }

  dispose(): void {
    const { release } = this;
    this.release = undefined;
    release?.();
  }
}

/** As VS Code's own: whoever has it fires, others listen through `event`. */
export class EventEmitter<T> {
  private readonly listeners = new Set<(value: T) => void>();

  readonly event = (
    listener: (value: T) => unknown,
    thisArg?: unknown,
    disposables?: { push(item: Releasable): unknown },
  ): Disposable => {
    const entry = (value: T): void => {
      listener.call(thisArg, value);
    };
    this.listeners.add(entry);
    const subscription = new Disposable(() => this.listeners.delete(entry));
    disposables?.push(subscription);
    return subscription;
  };

  /** How many listen. */
  get count(): number {
    return this.listeners.size;
  }

  fire(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }

  dispose(): void {
    this.listeners.clear();
  }
}

/** Milliseconds after which waiting for something that should come at once is given up. */
const patienceMs = 30_000;

/** Tells whoever waits for something to look like this or that, whenever something may look different. */
export class Changes {
  private readonly emitter = new EventEmitter<void>();

  /** `describe` says what there is to see, for whoever has waited in vain. */
  constructor(private readonly describe: () => string) {}

  /** Something may look different. */
  touch(): void {
    this.emitter.fire();
  }

  /** Resolves with what `look` answers as soon as that is neither undefined nor false; asks after each change. */
  until<T>(look: () => T | false | undefined, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const again = (): void => {
        const found = look();
        if (found === undefined || found === false) return;
        clearTimeout(timer);
        subscription.dispose();
        resolve(found);
      };
      const timer = setTimeout(() => {
        subscription.dispose();
        reject(new Error(`waited in vain until ${what}; there is\n${this.describe()}`));
      }, patienceMs);
      const subscription = this.emitter.event(again);
      again();
    });
  }
}

/** Something that an extension has registered with a window, and has to take back. */
export class Registrations {
  private readonly names = new Map<object, string>();
  private readonly emitters = new Map<string, { readonly count: number }>();

  /** Keeps in mind that something is registered until the answer is disposed, which also calls `release`. */
  add(name: string, release: () => unknown = () => undefined): Disposable {
    const key = {};
    this.names.set(key, name);
    return new Disposable(() => {
      this.names.delete(key);
      release();
    });
  }

  /** An event of the window, whose listeners count as registered. */
  emitter<T>(name: string): EventEmitter<T> {
    const emitter = new EventEmitter<T>();
    this.emitters.set(name, emitter);
    return emitter;
  }

  /** What is registered now. */
  get all(): readonly string[] {
    const listened = [...this.emitters].filter(([, { count }]) => count > 0);
    return [...this.names.values(), ...listened.map(([name, { count }]) => `${name} (${String(count)} listeners)`)];
  }
}
