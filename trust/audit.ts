import { textOf } from '../engine/contracts/fault.ts'
import { optionsOf } from '../engine/contracts/ref.ts'
import type { Ref } from '../engine/contracts/ref.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { stream } from '../engine/contracts/random.ts'
import { spelledOut } from '../engine/contracts/visible.ts'
import type { AuditContext, Detector, Finding } from './contracts.ts'

/** Findings of one detector that are kept, and characters of a message. */
const MOST_FINDINGS = 20
const MOST = 400

const LEVELS: readonly unknown[] = ['clear', 'note', 'alarm']

/** The detectors that a policy names, or all that there are, in the order of their names. */
export function detectorsIn(registry: Registry, refs?: readonly Ref[]): Detector[] {
  const named = refs ?? registry.names('detector').map((use): Ref => ({ use }))
  return named.map((ref) => {
    const { looksFor, examine } = registry.create('detector', { use: ref.use, ...optionsOf(ref, ['use']) })
    return { name: ref.use, looksFor, examine: (context) => examine(context as never) as ReturnType<Detector['examine']> }
  })
}

/** A message on one line in which nothing is hidden. */
const lineOf = (text: string): string => {
  const line = spelledOut(text).replace(/\s+/g, ' ')
  return line.length > MOST ? `${line.slice(0, MOST - 1)}…` : line
}

/** A finding of a detector, seen to be one. */
function checked(detector: string, found: Finding): Finding {
  const { level, message, details } = found
  if (!LEVELS.includes(level) || typeof message !== 'string') throw new TypeError('it found what is no finding')
  return { detector, level, message: lineOf(message), ...(details === undefined ? {} : { details }) }
}

/** What one detector finds. One that does not come to an end of its own accord, throws, or finds nothing to say, has not looked: that is an alarm. */
async function examineBy({ name, examine }: Detector, context: AuditContext): Promise<readonly Finding[]> {
  const found: Finding[] = []
  try {
    const told = examine(context)
    for await (const each of 'then' in told ? await told : told) {
      if (found.length < MOST_FINDINGS) found.push(checked(name, each))
      else if (each.level === 'alarm') found[MOST_FINDINGS - 1] = checked(name, each)
    }
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown
    return [
      ...found,
      { detector: name, level: 'alarm', message: lineOf(`the detector broke off: ${textOf(thrown) ?? 'something was thrown'}`) },
    ]
  }
  return found.length > 0 ? found : [{ detector: name, level: 'alarm', message: 'the detector did not say what it looked at' }]
}

/**
 * Looks at a candidate with all detectors, one after the other. Each has random numbers of its own, so that what one finds does not depend on
 * which others there are. It fails closed: a detector that breaks off is an alarm.
 */
export async function audit(context: AuditContext, detectors: readonly Detector[]): Promise<readonly Finding[]> {
  const key = context.random.integer(2 ** 31)
  const findings: Finding[] = []
  for (const detector of detectors)
    findings.push(...(await examineBy(detector, { ...context, random: stream(`${key}/audit/${detector.name}`) })))
  return findings
}

/** The findings that refuse a candidate. */
export const alarmsIn = (findings: readonly Finding[]): readonly Finding[] => findings.filter(({ level }) => level === 'alarm')
