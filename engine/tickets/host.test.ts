import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { openArchive } from '../../archive/lmdb.ts'
import { createMemoryArchive } from '../../archive/memory.ts'
import type { Archive } from '../contracts/archive.ts'
import { compareAddresses, FREE } from '../contracts/capability.ts'
import type { Address, Capability, Envelope, Host } from '../contracts/capability.ts'
import { TernateError } from '../contracts/fault.ts'
import { stream } from '../contracts/random.ts'
import type { Random } from '../contracts/random.ts'
import type { RecordedCall } from '../contracts/ticket.ts'
import type { CallRecord } from '../contracts/workers.ts'
import { createTicketHost } from './host.ts'
import type { HostParts } from './host.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-host-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const TICKET = 7
const COST = { attempts: 1, tokens: { sent: 3, received: 2 }, cost: 5 }

/** A capability that answers equal questions alike, after a while of its own, and counts how often it is asked at each address. */
function echo(random: Random, asked: Map<string, number>): Capability<number, string> {
  return {
    name: 'echo',
    question: z.int(),
    async answer(question, { address }) {
      const key = JSON.stringify(address)
      asked.set(key, (asked.get(key) ?? 0) + 1)
      for (let turns = random.integer(6); turns > 0; turns--) await Promise.resolve()
      return { answer: `echo ${question}`, cost: COST }
    },
  }
}

/** A record that makes calls durable in an order of its own, and nothing any more once so many are: then the process is dead. */
function recordIn(archive: Archive, random: Random, most: number): CallRecord {
  const before = archive.calls()
  let durable = 0
  return {
    calls: (ticket) => before.get(ticket) ?? [],
    async record(ticket, call) {
      for (let turns = random.integer(9); turns > 0; turns--) await Promise.resolve()
      if (durable >= most) throw new TernateError('RUN_KILLED', 'the process is gone', '')
      durable += 1
      await archive.append({ entries: [], programs: [], received: [], committed: [], calls: [{ ticket, call }] })
    },
  }
}

/** What a program does on a case: so many calls, each asking for what the one before it answered. */
async function program(host: Host, calls: number, start: number): Promise<string> {
  let said = ''
  for (let k = 0; k < calls; k++) {
    const envelope = await host.call({ capability: 'echo', question: start * 1000 + k + said.length })
    said += envelope.ok ? String(envelope.value) : envelope.error
  }
  return said
}

interface Shape {
  readonly evaluations: number
  readonly cases: number
  readonly calls: number
}

/** One life of a process that carries a ticket out, all cases of all evaluations side by side. */
async function carryOut({ evaluations, cases, calls }: Shape, parts: Pick<HostParts, 'capabilities' | 'record'>) {
  const host = createTicketHost({ ticket: TICKET, ...parts })
  const hosts = Array.from({ length: evaluations }, () => host.next())
  const runs = hosts.flatMap((at, e) => Array.from({ length: cases }, (_, position) => program(at(position), calls, e * 100 + position)))
  const ended = await Promise.allSettled(runs)
  return { answers: ended.map((each) => (each.status === 'fulfilled' ? each.value : undefined)), calls: host.calls }
}

const shapes = fc.record({
  evaluations: fc.integer({ min: 1, max: 3 }),
  cases: fc.integer({ min: 1, max: 6 }),
  calls: fc.integer({ min: 0, max: 6 }),
})

const nothing: CallRecord = { calls: () => [], record: async () => {} }

describe('the host of a ticket', () => {
  test('whatever becomes durable first, and wherever the process is killed: each call is answered once, and read back at its address', async () => {
    let place = 0
    await fc.assert(
      fc.asyncProperty(shapes, fc.array(fc.nat(40), { maxLength: 4 }), fc.nat(9999), fc.boolean(), async (shape, kills, seed, onDisk) => {
        const random = stream(`host/${seed}`)
        const asked = new Map<string, number>()
        const capabilities = new Map([['echo', echo(random, asked) as Capability]])
        const right = await carryOut(shape, { capabilities: new Map([['echo', echo(random, new Map()) as Capability]]), record: nothing })

        const folder = join(root, String((place += 1)))
        let archive = onDisk ? openArchive(folder) : createMemoryArchive()
        const kept = new Map<string, RecordedCall>()
        for (const most of [...kills, Infinity]) {
          const before = new Map(asked)
          const life = await carryOut(shape, { capabilities, record: recordIn(archive, random, most) })
          if (onDisk) {
            await archive.close()
            archive = openArchive(folder)
          }
          const calls = archive.calls().get(TICKET) ?? []
          // what was durable is there to the letter, and was asked for no more
          for (const [key, call] of kept) {
            expect(calls.find(({ address }) => JSON.stringify(address) === key)).toEqual(call)
            expect(asked.get(key)).toBe(before.get(key))
          }
          expect(calls.map(({ address }) => address)).toEqual(calls.map(({ address }) => address).toSorted(compareAddresses))
          for (const call of calls) kept.set(JSON.stringify(call.address), call)
          if (most === Infinity) {
            expect(life).toEqual(right)
            expect(calls).toEqual(right.calls)
          }
        }
        await archive.close()
      }),
      { numRuns: 40 },
    )
  })

  test('takes thousands of calls of one ticket', async () => {
    const archive = openArchive(join(root, 'many'))
    const shape = { evaluations: 2, cases: 500, calls: 3 }
    const random = stream('many')
    const capabilities = new Map([['echo', echo(random, new Map()) as Capability]])
    const groups: RecordedCall[] = []
    const record: CallRecord = { calls: () => [], record: async (_, call) => void groups.push(call) }
    const life = await carryOut(shape, { capabilities, record })
    await archive.append({
      entries: [],
      programs: [],
      received: [],
      committed: [],
      calls: groups.map((call) => ({ ticket: TICKET, call })),
    })
    expect(life.calls).toHaveLength(3000)
    expect(archive.calls().get(TICKET)).toEqual(life.calls)
    await archive.close()
  })

  /** What a program hears on the first case of the first evaluation. */
  async function hears(capability: Capability | undefined, questions: readonly unknown[], name = 'echo'): Promise<readonly Envelope[]> {
    const host = createTicketHost({ ticket: TICKET, capabilities: new Map(capability && [[capability.name, capability]]), record: nothing })
    const at = host.next()(0)
    const envelopes: Envelope[] = []
    for (const question of questions) envelopes.push(await at.call({ capability: name, question }))
    expect(host.calls.map((call) => call.kind === 'capability' && call.envelope)).toEqual(envelopes)
    return envelopes
  }

  test('denies what was not given, refuses what is no question, and says when a limit is spent: all of it data', async () => {
    const limited = { ...(echo(stream('x'), new Map()) as Capability), limit: 2 }
    expect(await hears(undefined, [1])).toEqual([{ ok: false, error: 'this program may not use echo', denied: true }])
    expect(await hears(limited, [1, 'two', 3, 4])).toEqual([
      { ok: true, value: 'echo 1' },
      { ok: false, error: expect.stringContaining('no question for echo') as string },
      { ok: false, error: 'spent: echo may be used 2 times on a case' },
      { ok: false, error: 'spent: echo may be used 2 times on a case' },
    ])
  })

  test('tells a program of a capability that fails, and ends the ticket for a fault', async () => {
    const failing = (error: Error): Capability => ({
      name: 'echo',
      question: z.unknown(),
      async answer() {
        throw error
      },
    })
    expect(await hears(failing(new Error('no route\nat line 1')), [1])).toEqual([{ ok: false, error: 'no route' }])
    await expect(hears(failing(new TernateError('MODEL_KEY', 'no key', '')), [1])).rejects.toMatchObject({ code: 'MODEL_KEY' })
  })

  test('refuses a program that calls otherwise than the record says', async () => {
    const address: Address = { evaluation: 1, case: 0, call: 0 }
    const call: RecordedCall = {
      kind: 'capability',
      call: { capability: 'echo', question: 1 },
      envelope: { ok: true, value: 'x' },
      ...FREE,
      address,
    }
    const record: CallRecord = { calls: () => [call], record: async () => {} }
    const host = createTicketHost({ ticket: TICKET, capabilities: new Map(), record })
    const hosts = host.next()
    expect(await hosts(0).call(call.call)).toEqual(call.envelope)
    // the same program from its start, as one that is run anew on its replies
    expect(await hosts(0).call(call.call)).toEqual(call.envelope)
    expect(host.calls).toEqual([call])
    await expect(hosts(0).call({ capability: 'echo', question: 2 })).rejects.toMatchObject({ code: 'CALL_CHANGED' })
  })
})
