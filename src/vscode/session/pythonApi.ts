import { type Disposable, toDisposable } from '../../base/disposable.ts';

/**
 * The part of the Python extension's API that is used, as far as an installed version has it: the environment that is
 * active for a folder. What other extensions export is not to be trusted, so that each step is checked and nothing throws.
 */
export interface PythonEnvironments {
  /** The path of the interpreter that is active for a folder; undefined if there is none. `folder` is a VS Code URI. */
  activeInterpreter(folder: unknown): Promise<string | undefined>;
  /** Calls the listener when another environment becomes active for any folder. */
  onDidChange(listener: () => void): Disposable;
}

/** Reads what the Python extension exports; undefined if that is not the API that is known. */
export function pythonEnvironments(exported: unknown): PythonEnvironments | undefined {
  const environments = property(exported, 'environments');
  if (method(environments, 'getActiveEnvironmentPath') === undefined) return undefined;
  return {
    activeInterpreter: async (folder) => {
      try {
        // What is configured may be a folder, or not exist: the resolved environment names the program.
        const configured = method(environments, 'getActiveEnvironmentPath')?.(folder);
        const resolved = await method(environments, 'resolveEnvironment')?.(configured);
        const file = property(property(property(resolved, 'executable'), 'uri'), 'fsPath');
        return typeof file === 'string' && file !== '' ? file : undefined;
      } catch {
        return undefined;
      }
    },
    onDidChange: (listener) => {
      try {
        const subscription = method(
          environments,
          'onDidChangeActiveEnvironmentPath',
        )?.(() => {
          listener();
        });
        return toDisposable(() => method(subscription, 'dispose')?.());
      } catch {
        return toDisposable(() => undefined);
      }
    },
  };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function method(value: unknown, name: string): ((...args: readonly unknown[]) => unknown) | undefined {
  const found = property(value, name);
  return typeof found === 'function' ? (...args) => Reflect.apply(found, value, args) as unknown : undefined;
}
