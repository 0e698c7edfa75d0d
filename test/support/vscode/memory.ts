import type { Registrations } from './events.ts';

/** What VS Code keeps for an extension, as text, from one window to the next. */
export class Memento {
  private readonly texts = new Map<string, string>();

  get<T>(key: string, otherwise?: T): T | undefined {
    const text = this.texts.get(key);
    return text === undefined ? otherwise : (JSON.parse(text) as T);
  }

  update(key: string, value: unknown): Promise<void> {
    if (value === undefined) this.texts.delete(key);
    else this.texts.set(key, JSON.stringify(value));
    return Promise.resolve();
  }

  keys(): readonly string[] {
    return [...this.texts.keys()];
  }
}

/** Where VS Code keeps secrets; the values outlive windows, listeners do not. */
export class SecretStorage {
  private readonly changed;
  readonly onDidChange;

  constructor(
    registrations: Registrations,
    private readonly values: Map<string, string>,
  ) {
    this.changed = registrations.emitter<{ readonly key: string }>('onDidChange of secrets');
    this.onDidChange = this.changed.event;
  }

  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.values.get(key));
  }

  keys(): Promise<readonly string[]> {
    return Promise.resolve([...this.values.keys()]);
  }

  store(key: string, value: string): Promise<void> {
    this.values.set(key, value);
    this.changed.fire({ key });
    return Promise.resolve();
  }

  delete(key: string): Promise<void> {
    this.values.delete(key);
    this.changed.fire({ key });
    return Promise.resolve();
  }
}
