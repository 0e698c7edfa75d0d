import { expect, test } from 'vitest';
import type { ComposedEnvironment, VariableOrigin } from '../../../../src/model/environment/environment.ts';
import { environmentView, renderEnvironment } from '../../../../src/model/environment/environmentView.ts';

function composed(variables: Record<string, readonly [value: string, origin: VariableOrigin]>): ComposedEnvironment {
  const entries = Object.entries(variables);
  return {
    variables: Object.fromEntries(entries.map(([name, [value]]) => [name, value])),
    origins: new Map(entries.map(([name, [, origin]]) => [name, origin])),
    remarks: [],
  };
}

test('lists variables by name with their origins in plain words', () => {
  const environment = composed({
    PATH: ['/bin', { kind: 'login-shell' }],
    HOME: ['/home/me', { kind: 'starter' }],
    PYTHONUNBUFFERED: ['1', { kind: 'default' }],
    A: ['1', { kind: 'file' }],
    B: ['2', { kind: 'env-file', path: 'conf/.env' }],
    C: ['', { kind: 'task' }],
    EXECUTOR_ID: ['deadbeef', { kind: 'executor' }],
  });
  expect(environmentView(environment, [])).toEqual([
    { name: 'A', value: '1', origin: 'task file' },
    { name: 'B', value: '2', origin: 'env file conf/.env' },
    { name: 'C', value: '', origin: 'task' },
    { name: 'EXECUTOR_ID', value: 'deadbeef', origin: 'Executor' },
    { name: 'HOME', value: '/home/me', origin: 'inherited' },
    { name: 'PATH', value: '/bin', origin: 'login shell' },
    { name: 'PYTHONUNBUFFERED', value: '1', origin: 'default' },
  ]);
});

test('masks secrets, and what has the name of one wherever it comes from, by a mask that tells no length', () => {
  const environment = composed({
    LONG: ['x'.repeat(40), { kind: 'secret' }],
    NAMED: ['y', { kind: 'login-shell' }],
    OTHER: ['z', { kind: 'task' }],
  });
  const view = environmentView(environment, ['NAMED', 'ABSENT']);
  expect(view).toEqual([
    { name: 'LONG', value: '••••••', origin: 'secret' },
    { name: 'NAMED', value: '••••••', origin: 'login shell' },
    { name: 'OTHER', value: 'z', origin: 'task' },
  ]);
});

test('renders a line for each variable, with aligned origins save after long values', () => {
  const text = renderEnvironment([
    { name: 'A', value: '1', origin: 'task' },
    { name: 'LINES', value: 'a\nb\t"c"', origin: 'env file .env' },
    { name: 'PATH', value: '/bin:'.repeat(20), origin: 'login shell' },
    { name: 'SYMBOL', value: 'LOL # 2', origin: 'task file' },
  ]);
  expect(text).toBe(
    [
      'A=1                  # task',
      'LINES="a\\nb\\t\\"c\\""  # env file .env',
      `PATH=${'/bin:'.repeat(20)}  # login shell`,
      'SYMBOL=LOL # 2       # task file',
      '',
    ].join('\n'),
  );
});

test('renders an empty environment as an empty text', () => {
  expect(renderEnvironment([])).toBe('');
});

test('what is remarked on a value stands behind its origin', () => {
  const environment = composed({ A: ['', { kind: 'env-file', path: '.env' }], B: ['1', { kind: 'task' }] });
  const view = environmentView({ ...environment, remarks: [{ name: 'A', remark: 'odd' }, { remark: 'other' }] }, []);
  expect(view).toEqual([
    { name: 'A', value: '', origin: 'env file .env', remark: 'odd' },
    { name: 'B', value: '1', origin: 'task' },
  ]);
  expect(renderEnvironment(view)).toBe('A=   # env file .env; odd\nB=1  # task\n');
});
