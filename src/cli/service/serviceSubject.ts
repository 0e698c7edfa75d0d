/** What a service is to run. */
export interface ServiceSubject {
  /** The words that run this command, wherever they are said; the first is the absolute path of a program. */
  readonly command: readonly [string, ...string[]];
  /** The real path of the workspace folder. */
  readonly folder: string;
}

/** The words of a service's command line: a host in the foreground. */
export function hostWords({ command, folder }: ServiceSubject): readonly [string, ...string[]] {
  return [...command, 'up', '--folder', folder];
}
