import type { ArgumentsCamelCase, Argv, CommandBuilder } from 'yargs'

/** What a shell asks with for completions, before the words that were typed so far. */
export const ASKS = '--get-yargs-completions'

/** A command as help lists it. */
export interface Listed {
  /** Its name and what it takes. */
  readonly usage: string
  readonly says: string
  /** Loads its options and adds it to a parser. */
  readonly addTo: (parser: Argv) => Promise<unknown>
}

const listed = <Arguments>(
  usage: string,
  says: string,
  options: () => Promise<{ readonly builder: CommandBuilder<object, Arguments> }>,
  command: () => Promise<{ readonly handler: (given: ArgumentsCamelCase<Arguments>) => void | Promise<void> }>,
): Listed => ({
  usage,
  says,
  addTo: async (parser) =>
    parser.command({
      command: usage,
      describe: says,
      builder: (await options()).builder,
      handler: async (given: ArgumentsCamelCase<Arguments>) => (await command()).handler(given),
    }),
})

/** All commands by what one does with them, in the order in which help lists them. Its options are loaded when one is named, and what it does when that is to be done: help would wait for it longer than it takes. */
export const groups: Readonly<Record<string, Readonly<Record<string, Listed>>>> = {
  Start: {
    init: listed(
      'init <folder>',
      'make a folder with a problem to start from',
      () => import('./arguments/init.ts'),
      () => import('./commands/init.ts'),
    ),
    problems: listed(
      'problems',
      'list the problems that Ternate brings along',
      () => import('./arguments/problems.ts'),
      () => import('./commands/problems.ts'),
    ),
    check: listed(
      'check <problem>',
      'check a problem, and measure it',
      () => import('./arguments/check.ts'),
      () => import('./commands/check.ts'),
    ),
    headroom: listed(
      'headroom <problem>',
      'say what could be gained, how many cases show it, and whether optimising is worth it',
      () => import('./arguments/headroom.ts'),
      () => import('./commands/headroom.ts'),
    ),
    run: listed(
      'run [problem]',
      'evolve programs for a problem',
      () => import('./arguments/run.ts'),
      () => import('./commands/run.ts'),
    ),
    resume: listed(
      'resume <run>',
      'continue a run that was stopped or killed, or extend one that has ended',
      () => import('./arguments/resume.ts'),
      () => import('./commands/resume.ts'),
    ),
    prompt: listed(
      'prompt [problem]',
      'print what would go out to a model, its tokens and its price; nothing is sent',
      () => import('./arguments/prompt.ts'),
      () => import('./commands/prompt.ts'),
    ),
    model: listed(
      'model <action> [problem]',
      'ask models one question of each purpose: what is understood and refused, how fast, at which price',
      () => import('./arguments/model.ts'),
      () => import('./commands/model.ts'),
    ),
  },
  Look: {
    list: listed(
      'list [folder]',
      'list the runs in a folder',
      () => import('./arguments/list.ts'),
      () => import('./commands/list.ts'),
    ),
    show: listed(
      'show <run> [program]',
      'show a run, its champion or any of its programs',
      () => import('./arguments/show.ts'),
      () => import('./commands/show.ts'),
    ),
    watch: listed(
      'watch <run>',
      'look at a run that another process owns, and steer it by keys',
      () => import('./arguments/watch.ts'),
      () => import('./commands/watch.ts'),
    ),
    dashboard: listed(
      'dashboard [folder]',
      'look at runs on a page, also while they go on',
      () => import('./arguments/dashboard.ts'),
      () => import('./commands/dashboard.ts'),
    ),
    report: listed(
      'report <run>',
      'write a run into one HTML file that needs no network',
      () => import('./arguments/report.ts'),
      () => import('./commands/report.ts'),
    ),
    diff: listed(
      'diff <run> <other>',
      'say how far two runs are equal, and what differs then; or which cases of two eval runs',
      () => import('./arguments/diff.ts'),
      () => import('./commands/diff.ts'),
    ),
  },
  'Steer a run': {
    note: listed(
      'note <run> <text>',
      "write a note into a run's journal, which models read",
      () => import('./arguments/note.ts'),
      () => import('./commands/note.ts'),
    ),
    review: listed(
      'review <run> <program> <verdict> [other]',
      'keep a program, reject it, or prefer it to another; the search follows that',
      () => import('./arguments/review.ts'),
      () => import('./commands/review.ts'),
    ),
    inject: listed(
      'inject <run> <program..>',
      'give a run a program that you wrote: it is judged like an initial program, and lives on every island',
      () => import('./arguments/inject.ts'),
      () => import('./commands/inject.ts'),
    ),
    pause: listed(
      'pause <run>',
      'let a run that goes on wait, its process with it, until it is resumed',
      () => import('./arguments/pause.ts'),
      () => import('./commands/pause.ts'),
    ),
    stop: listed(
      'stop <run>',
      'let a run that goes on finish what is under way, save everything and end its process',
      () => import('./arguments/stop.ts'),
      () => import('./commands/stop.ts'),
    ),
  },
  Prove: {
    verify: listed(
      'verify <run>',
      'hold a run against what this engine computes',
      () => import('./arguments/verify.ts'),
      () => import('./commands/verify.ts'),
    ),
    evaluate: listed(
      'evaluate <problem> <program..>',
      'score programs on cases of the problem or of a file; an eval run of one, with its noise and for CI',
      () => import('./arguments/evaluate.ts'),
      () => import('./commands/evaluate.ts'),
    ),
    compare: listed(
      'compare [problems..]',
      'compare strategies with equal budgets, paired seeds and tests',
      () => import('./arguments/compare.ts'),
      () => import('./commands/compare.ts'),
    ),
    sets: listed(
      'sets <action> <problem>',
      'freeze, add and list the sets that a gate judges on: held-out, golden, regression, stress',
      () => import('./arguments/sets.ts'),
      () => import('./commands/sets.ts'),
    ),
    gate: listed(
      'gate <problem>',
      'say by the exit code whether a candidate is shown to be better than the champion',
      () => import('./arguments/gate.ts'),
      () => import('./commands/gate.ts'),
    ),
    calibrate: listed(
      'calibrate <problem>',
      'search among changes that do nothing: noise, inflation, false promotions, cases needed',
      () => import('./arguments/calibrate.ts'),
      () => import('./commands/calibrate.ts'),
    ),
    transfer: listed(
      'transfer <champion..>',
      'say whether a champion is better or worse where it was not bred',
      () => import('./arguments/transfer.ts'),
      () => import('./commands/transfer.ts'),
    ),
    traces: listed(
      'traces <action> [names..]',
      'take in what applications tell of their tasks, and say what failures are due to',
      () => import('./arguments/traces.ts'),
      () => import('./commands/traces.ts'),
    ),
  },
  Release: {
    proposals: listed(
      'proposals [proposal]',
      'list changes that were put forward, where each stands, and who decided',
      () => import('./arguments/proposals.ts'),
      () => import('./commands/proposals.ts'),
    ),
    approve: listed(
      'approve <proposal>',
      'sign that you are for a proposal as it is sealed',
      () => import('./arguments/approve.ts'),
      () => import('./commands/approve.ts'),
    ),
    reject: listed(
      'reject <proposal>',
      'sign that you are against a proposal as it is sealed',
      () => import('./arguments/reject.ts'),
      () => import('./commands/reject.ts'),
    ),
    promote: listed(
      'promote <proposal>',
      'put an approved proposal into use, for a share of keys or for all',
      () => import('./arguments/promote.ts'),
      () => import('./commands/promote.ts'),
    ),
    rollback: listed(
      'rollback <name>',
      'end a canary, or put the champion of before back, byte for byte',
      () => import('./arguments/rollback.ts'),
      () => import('./commands/rollback.ts'),
    ),
    releases: listed(
      'releases [name]',
      'show what is in use, and how canaries stand',
      () => import('./arguments/releases.ts'),
      () => import('./commands/releases.ts'),
    ),
    keys: listed(
      'keys [action]',
      'show or make the key that you sign approvals with',
      () => import('./arguments/keys.ts'),
      () => import('./commands/keys.ts'),
    ),
  },
  'Move a run': {
    export: listed(
      'export <run>',
      'write a run as lines, as a table of its programs, or as one file that runs elsewhere',
      () => import('./arguments/export.ts'),
      () => import('./commands/export.ts'),
    ),
    import: listed(
      'import <file>',
      'make a run of a file that `export` wrote',
      () => import('./arguments/import.ts'),
      () => import('./commands/import.ts'),
    ),
    backup: listed(
      'backup <run>',
      'copy a run, also while it is being written, and read the copy back',
      () => import('./arguments/backup.ts'),
      () => import('./commands/backup.ts'),
    ),
    rebuild: listed(
      'rebuild <run>',
      'make the columns and the state of a run anew from its journal',
      () => import('./arguments/rebuild.ts'),
      () => import('./commands/rebuild.ts'),
    ),
  },
  'Set up': {
    schema: listed(
      'schema <file>',
      'print the JSON schema of ternate.yaml or of manifest.json',
      () => import('./arguments/schema.ts'),
      () => import('./commands/schema.ts'),
    ),
    completion: listed(
      'completion',
      'print what makes a shell complete commands, problems, strategies and runs',
      () => import('./arguments/completion.ts'),
      () => import('./commands/completion.ts'),
    ),
  },
}

/** All commands by their names. */
export const commands: Readonly<Record<string, Listed>> = Object.fromEntries(
  Object.values(groups).flatMap((group) => Object.entries(group)),
)
