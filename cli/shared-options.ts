/** `--sandbox` of commands whose settings may say it, too. */
export const sandbox = {
  choices: ['auto', 'bwrap', 'none'],
  requiresArg: true,
  describe: 'wall around a sandbox process; auto is bwrap where that works [auto]',
} as const

/** `--sandbox` of commands that read no settings. */
export const sandboxOrAuto = {
  choices: ['auto', 'bwrap', 'none'],
  requiresArg: true,
  default: 'auto',
  describe: 'wall around a sandbox process; auto is bwrap where that works',
} as const

/** `--plugin` of commands that draw up no strategy. */
export const plugin = {
  type: 'string',
  array: true,
  requiresArg: true,
  describe: 'a module that defines a runner, a language or other parts; may be given several times',
} as const
