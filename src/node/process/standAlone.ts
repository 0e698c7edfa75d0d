import { setPriority } from 'node:os';
import { closeInheritedDescriptors } from './inheritedDescriptors.ts';

/**
 * Rids this process, which is to be a background host and nothing else, of what it has from its starter and can rid itself
 * of alone. To be called before anything is opened.
 */
export function standAlone(): void {
  closeInheritedDescriptors();
  try {
    setPriority(0, 0);
  } catch {
    // Without privileges nobody gets nicer to himself; `doctor` tells.
  }
}
