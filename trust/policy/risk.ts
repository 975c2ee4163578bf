import type { GateReport } from '../contracts.ts'
import type { Policy } from './policy.ts'

/** A file that a change touches, and its class of risk. */
export interface ChangedFile {
  readonly file: string
  readonly change: 'added' | 'changed' | 'removed'
  readonly class: string
}

/** What a change risks, and what it takes to release it. */
export interface Risk {
  readonly files: readonly ChangedFile[]
  /** Rights that the champion does not have. */
  readonly rights: readonly string[]
  /** How many people must approve. */
  readonly approvals: number
  /** Which class, or `rights`, asks for the most. */
  readonly because: string
  /** Sets that must be in the gate's table, and pass. */
  readonly sets: readonly string[]
}

/** Whether a pattern names a file: \`tools/\` all below a folder, \`*.md\` by its last part, others as they are. */
function names(pattern: string, file: string): boolean {
  if (pattern.endsWith('/')) return file.startsWith(pattern) || file.includes(`/${pattern}`)
  const last = file.slice(file.lastIndexOf('/') + 1)
  const star = pattern.indexOf('*')
  if (star < 0) return pattern === file || pattern === last
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)]
  return last.length >= before.length + after.length && last.startsWith(before) && last.endsWith(after)
}

/** The class of risk of a file. */
export const classOf = ({ classes }: Policy, file: string): string =>
  Object.entries(classes).find(([, { files = [] }]) => files.some((pattern) => names(pattern, file)))?.[0] ?? 'code'

/** The files in which two programs differ. */
export function changedFiles(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  policy: Policy,
): ChangedFile[] {
  const all = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return all.flatMap((file): ChangedFile[] => {
    const [was, is] = [Object.hasOwn(before, file), Object.hasOwn(after, file)]
    if (was && is && before[file] === after[file]) return []
    return [{ file, change: !was ? 'added' : is ? 'changed' : 'removed', class: classOf(policy, file) }]
  })
}

/** What it takes to release a change: the most that the class of any of its files, or a growth of rights, asks for. */
export function riskOf(files: readonly ChangedFile[], rights: readonly string[], policy: Policy): Risk {
  const asking = files.map(({ class: name }) => ({ name, ...(policy.classes[name] ?? { approvals: Number.POSITIVE_INFINITY }) }))
  if (rights.length > 0) asking.push({ name: 'rights', ...policy.rights })
  const most = asking.reduce((a, b) => (b.approvals > a.approvals ? b : a), { name: 'no change', approvals: 0 })
  const sets = [...new Set(asking.flatMap((each) => each.sets ?? []))].sort()
  return { files, rights, approvals: most.approvals, because: most.name, sets }
}

/** Sets that a policy asks for beside those of the gate, and that did not pass or are not there. */
export const missingSets = ({ sets }: Risk, { rows }: GateReport): string[] =>
  sets.filter((name) => !rows.some(({ set, verdict }) => set === name && verdict === 'passes'))

/** Why a gate refuses, but for rights that nobody has approved yet, which approvals are there to mend. */
export const otherReasons = ({ reasons }: GateReport): string[] => reasons.filter((reason) => !reason.startsWith('rights'))
