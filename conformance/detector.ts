import assert from 'node:assert/strict'
import type { AuditContext, Detector, Finding } from '../trust/contracts.ts'
import type { Requirement } from './archive.ts'
import { plain } from './plain.ts'

/** A detector, and what its suite runs it on. Contexts are made anew each time: some of what they hold can be read once. */
export interface DetectorSubject {
  create(): Detector
  /** In which nothing is to be found. */
  honest(): Promise<AuditContext>
  /** In each of which what it looks for is planted; at least one. */
  readonly planted: readonly { readonly name: string; context(): Promise<AuditContext> }[]
}

/** Shortest text of a case that a message may not show. */
const SHOWN = 8

async function foundBy({ examine }: Detector, context: AuditContext): Promise<readonly Finding[]> {
  const told = examine(context)
  const found: Finding[] = []
  for await (const finding of 'then' in told ? await told : told) found.push(finding)
  return found
}

/** What of a context is plain data. */
const dataOf = ({ candidate, champion, sets, results, rows, ledger, promotions }: AuditContext): unknown =>
  structuredClone({ candidate, champion, sets, results, rows, ledger, promotions })

/** Texts of cases that no search has seen. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= SHOWN ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

/** What every detector must do. */
export function detectorRequirements({ create, honest, planted }: DetectorSubject): readonly Requirement[] {
  return [
    {
      name: 'finds what is planted',
      async run() {
        assert.ok(planted.length > 0, 'nothing is planted')
        for (const { name, context } of planted) {
          const found = await foundBy(create(), await context())
          assert.ok(
            found.some(({ level }) => level === 'alarm'),
            `no alarm: ${name}`,
          )
        }
      },
    },
    {
      name: 'raises no alarm where nothing is planted, and says what it looked at',
      async run() {
        const found = await foundBy(create(), await honest())
        assert.ok(found.length > 0, 'says nothing')
        assert.deepEqual(
          found.filter(({ level }) => level === 'alarm'),
          [],
        )
      },
    },
    {
      name: 'finds the same a second time, as plain data under its own name',
      async run() {
        for (const context of [honest, ...planted.map((each) => each.context)]) {
          const found = await foundBy(create(), await context())
          assert.deepEqual(await foundBy(create(), await context()), found)
          assert.deepEqual(plain(found), found)
          for (const { detector } of found) assert.equal(detector, create().name)
        }
      },
    },
    {
      name: 'leaves what it is given as it is',
      async run() {
        for (const make of [honest, ...planted.map((each) => each.context)]) {
          const context = await make()
          const before = dataOf(context)
          await foundBy(create(), context)
          assert.deepEqual(dataOf(context), before)
        }
      },
    },
    {
      name: 'shows nothing of cases that no search has seen',
      async run() {
        for (const make of planted) {
          const context = await make.context()
          const texts = context.sets.flatMap(({ cases }) =>
            cases.flatMap(({ input, expected, metadata }) => textsOf([input, expected, metadata])),
          )
          for (const { message } of await foundBy(create(), context))
            for (const text of texts) assert.ok(!message.includes(text), `shows a case: ${message}`)
        }
      },
    },
  ]
}
