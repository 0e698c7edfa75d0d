/** How a status looks: the name of a codicon, and whether good or bad news colour it. */
export interface StatusIcon {
  readonly name:
    | 'play-circle'
    | 'loading~spin'
    | 'watch'
    | 'debug-restart'
    | 'warning'
    | 'error'
    | 'server-environment'
    | 'calendar'
    | 'circle-large-outline'
    | 'pass'
    | 'circle-slash'
    | 'history'
    | 'debug-step-over';
  readonly tone: 'good' | 'uneasy' | 'bad' | 'none';
}
