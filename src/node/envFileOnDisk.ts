import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { type Result, err, ok } from '../base/result.ts';
import type { EnvFileReader } from '../core/ports.ts';
import { type EnvFile, parseEnvFile } from '../model/envFile.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import { errorCode, startFailure, unreadableDetail } from './errorDetail.ts';

/** The files of variables of one workspace folder. Nothing is remembered: each start finds what is there. */
export class EnvFiles implements EnvFileReader {
  /** `workspaceFolder` is an absolute path. */
  constructor(private readonly workspaceFolder: string) {}

  async read(files: readonly string[]): Promise<Result<readonly EnvFile[], ExecutorFailure>> {
    const found: EnvFile[] = [];
    for (const each of await Promise.all(files.map((file) => this.readOne(file)))) {
      if (!each.ok) return each;
      found.push(each.value);
    }
    return ok(found);
  }

  private async readOne(file: string): Promise<Result<EnvFile, ExecutorFailure>> {
    const absolute = path.resolve(this.workspaceFolder, file);
    const facts = { file, path: absolute };
    const text = await readText(absolute);
    if (!text.ok) {
      const code = errorCode(text.error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return err({ reason: 'env-file-missing', ...facts });
      const detail = unreadableDetail(text.error, absolute);
      return err(startFailure(text.error, absolute, { reason: 'env-file-unreadable', ...facts, detail }));
    }
    const parsed = parseEnvFile(text.value, (assignment, name) => parseEnv(assignment)[name] ?? '');
    if (!parsed.ok) return err({ reason: 'env-file-invalid', ...facts, ...parsed.error });
    return ok({ path: file, assignments: parsed.value });
  }
}

async function readText(file: string): Promise<Result<string, unknown>> {
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file)));
  } catch (error) {
    return err(error);
  }
}
