import { chownSync, lchownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findFolder, type Seeker } from '../../src/cli/findFolder.ts';
import { runProgram } from '../../src/cli/program.ts';
import { aTerminal } from '../support/aTerminal.ts';
import { privilegeRequirement } from '../support/requirement.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';

const self = process.geteuid?.() ?? 0;
const other = self + 4_242;

function withTasks(): TemporaryFolder {
  const folder = temporaryFolder();
  mkdirSync(folder.join('shared/.vscode'), { recursive: true });
  mkdirSync(folder.join('shared/mine/deep'), { recursive: true });
  writeFileSync(folder.join('shared/.vscode/executor.json'), '{ "tasks": {} }');
  return folder;
}

function seeker(cwd: string, uid: number | undefined = self, environment: Seeker['environment'] = {}): Seeker {
  return { cwd, uid, environment };
}

describe('a folder that is found above', () => {
  test('counts where all of it is mine', () => {
    using folder = withTasks();
    const found = findFolder(undefined, seeker(folder.join('shared/mine/deep')));
    expect(found).toEqual({ ok: true, value: folder.join('shared') });
  });

  test('does not count where it is another user’s, who is named with the folder and the way out', () => {
    using folder = withTasks();
    const shared = folder.join('shared');
    const found = findFolder(undefined, seeker(folder.join('shared/mine/deep'), other));
    const message = `Found the tasks of ${shared}, where ${shared} belongs to another user (uid ${String(self)}). To use them anyway: --folder "${shared}".`;
    expect(found).toEqual({ ok: false, error: { reason: 'foreign-folder', message } });
  });

  test('does not count either where it is the current one', () => {
    using folder = withTasks();
    expect(findFolder(undefined, seeker(folder.join('shared'), other)).ok).toBe(false);
  });

  test('is in the way of no verb that needs no folder', async () => {
    using folder = withTasks();
    const terminal = { ...aTerminal(folder.join('shared/mine')), uid: other };
    expect(await runProgram(['next', '1 day'], terminal)).toBe(0);
    expect(await runProgram(['list'], terminal)).toBe(3);
    expect(terminal.complaints.join('\n')).toContain('belongs to another user');
  });

  test('counts wherever it is named, and on Windows', () => {
    using folder = withTasks();
    const named = { ok: true, value: folder.join('shared') };
    expect(findFolder('..', seeker(folder.join('shared/mine'), other))).toEqual(named);
    expect(findFolder(undefined, { cwd: folder.join('shared/mine'), uid: undefined, environment: {} })).toEqual(named);
  });

  test.each(['shared', 'shared/.vscode', 'shared/.vscode/executor.json'])(
    'does not count where %s alone is another user’s',
    (part) => {
      // Whoever may not give files away has looked at the whole of it above.
      if (privilegeRequirement() !== undefined) return;
      using folder = withTasks();
      chownSync(folder.join(part), other, other);
      const found = findFolder(undefined, seeker(folder.join('shared/mine')));
      expect(found).toMatchObject({ ok: false, error: { reason: 'foreign-folder' } });
      expect(JSON.stringify(found)).toContain(`${folder.join(part)} belongs to another user (uid ${String(other)})`);
    },
  );

  test('does not count where a link of mine leads to another user’s file, or one of another’s to mine', (context) => {
    const reason = privilegeRequirement();
    context.skip(reason !== undefined, reason);
    for (const isLinkMine of [true, false]) {
      using folder = temporaryFolder();
      mkdirSync(folder.join('shared/.vscode'), { recursive: true });
      writeFileSync(folder.join('tasks.json'), '{ "tasks": {} }');
      symlinkSync(folder.join('tasks.json'), folder.join('shared/.vscode/executor.json'));
      if (isLinkMine) chownSync(folder.join('tasks.json'), other, other);
      else lchownSync(folder.join('shared/.vscode/executor.json'), other, other);
      expect(findFolder(undefined, seeker(folder.join('shared'))).ok).toBe(false);
    }
  });

  test('counts for root where it belongs to the user of sudo, and for nobody else', (context) => {
    const reason = privilegeRequirement();
    context.skip(reason !== undefined, reason);
    using folder = withTasks();
    for (const part of ['shared', 'shared/.vscode', 'shared/.vscode/executor.json'])
      chownSync(folder.join(part), other, other);
    const found = (uid: number, sudo: string): boolean =>
      findFolder(undefined, seeker(folder.join('shared'), uid, { SUDO_UID: sudo })).ok;
    expect([found(0, String(other)), found(0, '1'), found(0, 'x'), found(1, String(other))]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
