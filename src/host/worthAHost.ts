import { existsSync } from 'node:fs';
import { parseTaskFile } from '../model/taskFile.ts';
import { TaskFileOnDisk } from '../node/taskFileOnDisk.ts';
import { locateState } from '../node/stateFolder.ts';
import type { AttachOptions } from './attach.ts';
import { stateSurroundings } from './openExecutor.ts';

/** Whether a folder has something to look after: tasks, or what earlier ones have left. */
export async function isWorthAHost({ clock, environment, folder }: AttachOptions): Promise<boolean> {
  const located = await locateState(stateSurroundings(environment), folder);
  if (located.ok && existsSync(located.value.database)) return true;
  const taskFile = new TaskFileOnDisk(folder, clock);
  try {
    const read = await taskFile.read();
    return read.ok && read.value !== undefined && parseTaskFile(read.value).names.length > 0;
  } finally {
    taskFile.dispose();
  }
}
