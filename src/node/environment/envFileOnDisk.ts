import path from 'node:path';
import { type Result, err, ok } from '../../base/result.ts';
import type { EnvFileReader } from '../../core/ports.ts';
import { type EnvFile, largestEnvFile, parseEnvFile } from '../../model/environment/envFile.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { troubleClause } from '../../model/fileTrouble.ts';
import { fileFailure } from '../files/errorDetail.ts';
import { readUserText } from '../files/userFile.ts';

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
    const text = await readUserText(absolute, largestEnvFile);
    if (!text.ok) {
      if (text.error.kind === 'absent') return err({ reason: 'env-file-missing', ...facts });
      const detail = troubleClause(text.error);
      return err(fileFailure(text.error, absolute, { reason: 'env-file-unreadable', ...facts, detail }));
    }
    const parsed = parseEnvFile(text.value);
    if (!parsed.ok) return err({ reason: 'env-file-invalid', ...facts, ...parsed.error });
    return ok({ path: file, assignments: parsed.value });
  }
}
