import type { Argv, CommandModule } from 'yargs'

/** What a shell asks with for completions, before the words that were typed so far. */
export const ASKS = '--get-yargs-completions'

/** A command as help lists it. */
export interface Listed {
  /** Its name and what it takes. */
  readonly usage: string
  readonly says: string
  /** Loads it and adds it to a parser. */
  readonly addTo: (parser: Argv) => Promise<unknown>
}

const listed = <Arguments>(usage: string, says: string, load: () => Promise<CommandModule<object, Arguments>>): Listed => ({
  usage,
  says,
  addTo: async (parser) => parser.command({ command: usage, describe: says, ...(await load()) }),
})

/** All commands by what one does with them, in the order in which help lists them. One is loaded when it is named: a short command would wait for the others longer than it takes. */
export const groups: Readonly<Record<string, Readonly<Record<string, Listed>>>> = {
  Start: {
    init: listed('init <folder>', 'make a folder with a problem to start from', async () => (await import('./commands/init.ts')).init),
    problems: listed(
      'problems',
      'list the problems that Ternate brings along',
      async () => (await import('./commands/problems.ts')).problems,
    ),
    check: listed('check <problem>', 'check a problem, and measure it', async () => (await import('./commands/check.ts')).check),
    run: listed('run [problem]', 'evolve programs for a problem', async () => (await import('./commands/run.ts')).run),
    resume: listed(
      'resume <run>',
      'continue a run that was stopped or killed, or extend one that has ended',
      async () => (await import('./commands/resume.ts')).resume,
    ),
    prompt: listed(
      'prompt [problem]',
      'print what would go out to a model, its tokens and its price; nothing is sent',
      async () => (await import('./commands/prompt.ts')).prompt,
    ),
    model: listed(
      'model <action> [problem]',
      'ask models one question of each purpose: what is understood and refused, how fast, at which price',
      async () => (await import('./commands/model.ts')).model,
    ),
  },
  Look: {
    list: listed('list [folder]', 'list the runs in a folder', async () => (await import('./commands/list.ts')).list),
    show: listed(
      'show <run> [program]',
      'show a run, its champion or any of its programs',
      async () => (await import('./commands/show.ts')).show,
    ),
    watch: listed(
      'watch <run>',
      'look at a run that another process owns, and steer it by keys',
      async () => (await import('./commands/watch.ts')).watch,
    ),
    dashboard: listed(
      'dashboard [folder]',
      'look at runs on a page, also while they go on',
      async () => (await import('./commands/dashboard.ts')).dashboard,
    ),
    report: listed(
      'report <run>',
      'write a run into one HTML file that needs no network',
      async () => (await import('./commands/report.ts')).report,
    ),
    diff: listed(
      'diff <run> <other>',
      'say how far two runs are equal, and what differs then',
      async () => (await import('./commands/diff.ts')).diff,
    ),
  },
  'Steer a run': {
    note: listed(
      'note <run> <text>',
      "write a note into a run's journal, which models read",
      async () => (await import('./commands/note.ts')).note,
    ),
    review: listed(
      'review <run> <program> <verdict> [other]',
      'keep a program, reject it, or prefer it to another; the search follows that',
      async () => (await import('./commands/review.ts')).review,
    ),
    inject: listed(
      'inject <run> <program..>',
      'give a run a program that you wrote: it is judged like an initial program, and lives on every island',
      async () => (await import('./commands/inject.ts')).inject,
    ),
    pause: listed(
      'pause <run>',
      'let a run that goes on wait, its process with it, until it is resumed',
      async () => (await import('./commands/pause.ts')).pause,
    ),
    stop: listed(
      'stop <run>',
      'let a run that goes on finish what is under way, save everything and end its process',
      async () => (await import('./commands/stop.ts')).stop,
    ),
  },
  Prove: {
    verify: listed(
      'verify <run>',
      'hold a run against what this engine computes',
      async () => (await import('./commands/verify.ts')).verify,
    ),
    evaluate: listed(
      'evaluate <problem> <program..>',
      'score programs on cases of the problem or of a file',
      async () => (await import('./commands/evaluate.ts')).evaluate,
    ),
    compare: listed(
      'compare [problems..]',
      'compare strategies with equal budgets, paired seeds and tests',
      async () => (await import('./commands/compare.ts')).compare,
    ),
  },
  'Move a run': {
    export: listed(
      'export <run>',
      'write a run as lines, as a table of its programs, or as one file that runs elsewhere',
      async () => (await import('./commands/export.ts')).exportCommand,
    ),
    import: listed(
      'import <file>',
      'make a run of a file that `export` wrote',
      async () => (await import('./commands/import.ts')).importCommand,
    ),
    backup: listed(
      'backup <run>',
      'copy a run, also while it is being written, and read the copy back',
      async () => (await import('./commands/backup.ts')).backup,
    ),
    rebuild: listed(
      'rebuild <run>',
      'make the columns and the state of a run anew from its journal',
      async () => (await import('./commands/rebuild.ts')).rebuild,
    ),
  },
  'Set up': {
    schema: listed(
      'schema <file>',
      'print the JSON schema of ternate.yaml or of manifest.json',
      async () => (await import('./commands/schema.ts')).schema,
    ),
    completion: listed(
      'completion',
      'print what makes a shell complete commands, problems, strategies and runs',
      async () => (await import('./commands/completion.ts')).completion,
    ),
  },
}

/** All commands by their names. */
export const commands: Readonly<Record<string, Listed>> = Object.fromEntries(
  Object.values(groups).flatMap((group) => Object.entries(group)),
)
