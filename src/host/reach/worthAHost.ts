import { existsSync } from 'node:fs';
import { parseTaskFile } from '../../model/taskFile/taskFile.ts';
import { TaskFileOnDisk } from '../../node/watch/taskFileOnDisk.ts';
import { locateState } from '../../node/state/stateFolder.ts';
import type { AttachOptions } from '../places/attach.ts';
import { stateSurroundings } from '../places/statePlace.ts';

/** Whether a folder has something to manage: tasks, or what earlier ones have left. */
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
