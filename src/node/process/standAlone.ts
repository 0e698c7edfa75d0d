import { setPriority } from 'node:os';
import { attempt } from '../files/attempt.ts';
import { closeInheritedDescriptors } from './inheritedDescriptors.ts';

/**
 * Rids this process, which is to be a background host and nothing else, of what it has from its starter and can rid itself
 * of alone. To be called before anything is opened.
 */
export function standAlone(): void {
  closeInheritedDescriptors();
  // Without privileges nobody gets nicer to himself; `doctor` tells.
  attempt(undefined, () => {
    setPriority(0, 0);
  });
}
