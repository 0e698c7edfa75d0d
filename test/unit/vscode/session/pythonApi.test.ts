import { describe, expect, test } from 'vitest';
import { pythonEnvironments } from '../../../../src/vscode/session/pythonApi.ts';

/** An API of the Python extension as it documents it, in which everything depends on `this`. */
class FakeEnvironments {
  readonly listeners = new Set<() => void>();
  asked: unknown;
  private readonly file = '/env/bin/python';

  getActiveEnvironmentPath(folder: unknown): unknown {
    this.asked = folder;
    return { id: 'id', path: '/env' };
  }

  resolveEnvironment({ path }: { readonly path: string }): Promise<unknown> {
    return Promise.resolve({ executable: { uri: { fsPath: `${path}${this.file.slice('/env'.length)}` } } });
  }

  onDidChangeActiveEnvironmentPath(listener: () => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }
}

test('tells the program of the environment that is active for a folder', async () => {
  const environments = new FakeEnvironments();
  const api = pythonEnvironments({ environments });
  expect(await api?.activeInterpreter('the folder')).toBe('/env/bin/python');
  expect(environments.asked).toBe('the folder');
});

test('tells when another environment becomes active, until it is disposed', () => {
  const environments = new FakeEnvironments();
  let told = 0;
  const subscription = pythonEnvironments({ environments })?.onDidChange(() => {
    told += 1;
  });
  for (const listener of environments.listeners) listener();
  expect(told).toBe(1);
  subscription?.dispose();
  expect(environments.listeners.size).toBe(0);
});

describe('an API that is not the one that is known does no harm', () => {
  test.each([[undefined], [null], ['x'], [{}], [{ environments: {} }], [{ environments: null }]])(
    '%j has no environments',
    (exported) => {
      expect(pythonEnvironments(exported)).toBeUndefined();
    },
  );

  const fails = (): never => {
    throw new Error('broken');
  };
  test.each([
    ['no resolveEnvironment', {}],
    ['an environment that is none', { resolveEnvironment: () => undefined }],
    ['an environment without a program', { resolveEnvironment: () => ({ executable: { uri: undefined } }) }],
    ['a program without a path', { resolveEnvironment: () => ({ executable: { uri: { fsPath: '' } } }) }],
    ['a rejected promise', { resolveEnvironment: () => Promise.reject(new Error('broken')) }],
    ['an exception', { resolveEnvironment: fails }],
  ])('%s is no choice', async (_, more) => {
    const api = pythonEnvironments({ environments: { getActiveEnvironmentPath: () => ({ path: 'x' }), ...more } });
    expect(await api?.activeInterpreter(undefined)).toBeUndefined();
    expect(() => {
      api?.onDidChange(() => undefined).dispose();
    }).not.toThrow();
  });

  test('an event that throws is no event', () => {
    const environments = { getActiveEnvironmentPath: () => undefined, onDidChangeActiveEnvironmentPath: fails };
    expect(() => {
      pythonEnvironments({ environments })
        ?.onDidChange(() => undefined)
        .dispose();
    }).not.toThrow();
  });
});
