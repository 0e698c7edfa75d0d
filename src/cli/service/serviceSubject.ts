/** What a service is to run. */
export interface ServiceSubject {
  /** Absolute path of the Node that runs the command. */
  readonly nodePath: string;
  /** Absolute path of the command's file. */
  readonly cliFile: string;
  /** The real path of the workspace folder. */
  readonly folder: string;
}
