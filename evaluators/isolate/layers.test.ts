import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Problem } from '../../engine/contracts/problem.ts'
import { createEvaluator } from '../workers/evaluator.ts'
import { programOf, smallProblem } from './fixtures/problems.ts'
import { lives } from './fixtures/processes.ts'
import { replay, sandboxWith, sentTo } from './fixtures/replay.ts'
import { scoreCase } from '../../engine/evaluation/score.ts'
import { meter } from './metering/meter.ts'
import type { Ended } from './sandbox/driver-realm.ts'
import { fences, startSandbox } from './sandbox/process.ts'
import type { Request, SandboxSetup } from './sandbox/protocol.ts'

// Each layer of the sandbox is taken out once: the attack that it stops succeeds without it, and fails with it.

const { entry } = smallProblem()
const linux = process.platform === 'linux'

/** Takes a part of the sandbox's code out; throws where it is not there any more. */
interface Cut {
  readonly from: string
  readonly to: string
}

const metered = (source: string): string => {
  const made = meter({ 'program.js': /\bexport\b/.test(source) ? source : `export function solve(x) { ${source} }` }, entry)
  if (!made.ok) throw new Error(made.reason)
  return made.script
}

const cutting = (cuts: readonly Cut[]): { readonly edit: ((text: string) => string) | undefined; check(): void } => {
  const found = new Set<Cut>()
  return {
    edit:
      cuts.length === 0
        ? undefined
        : (text) =>
            cuts.reduce((all, cut) => {
              if (all.includes(cut.from)) found.add(cut)
              return all.replaceAll(cut.from, cut.to)
            }, text),
    check: () => expect([...found]).toHaveLength(cuts.length),
  }
}

interface Attempt {
  readonly cuts?: readonly Cut[]
  readonly setup?: Partial<SandboxSetup>
  readonly input?: unknown
  readonly fuel?: number
  readonly seconds?: number
  readonly flags?: readonly string[]
  /** Whether the programs are run as such that can stamp; not unless given. */
  readonly stamps?: boolean
  /** Changes a metered script: the layer is in the program itself. */
  readonly rewrite?: (script: string) => string
}

/** What a sandbox is told before it runs anything. */
const opening = (setup: Partial<SandboxSetup> = {}, input: unknown = 1): readonly Request[] => [
  { kind: 'setup', entry, driver: undefined, memory: 64, answer: 2 ** 20, realm: 'frozen', ...setup },
  { kind: 'load', set: 'train', inputs: [input] },
]

/** Runs programs one after the other in a sandbox with parts cut out; how each ended. */
async function attempt(
  sources: readonly string[],
  { cuts = [], setup, input = 1, fuel = 100_000, seconds = 20, flags = [], stamps = false, rewrite = (script) => script }: Attempt = {},
): Promise<readonly (Ended | string | undefined)[]> {
  const cut = cutting(cuts)
  const requests: Request[] = [
    ...opening(setup, input),
    ...sources.map((source): Request => {
      const turns = [{ input: 0, fuel, draws: [1, 2, 3, 4, 5, 6, 7, 8] }]
      return { kind: 'run', runs: [{ script: rewrite(metered(source)), stamps, set: 'train', turns }], seconds }
    }),
  ]
  const replies = await replay(flags, requests, cut.edit)
  cut.check()
  return replies
    .slice(2)
    .filter((reply) => reply.kind !== 'progress')
    .map((reply) => (reply.kind === 'ended' ? reply.runs[0]?.[0] : reply.kind))
}

const answerOf = (ended: Ended | string | undefined): unknown =>
  typeof ended === 'object' && ended.kind === 'answer'
    ? ended.answer
    : typeof ended === 'object' && 'reason' in ended
      ? `${ended.kind}: ${ended.reason}`
      : ended

/** Compares strings forever in native code: no tick, no interrupt. */
const stuck = 'const s = "a".repeat(2 ** 19); let n = 0; let i = 0; while (i++ < 1e6) n += s + i < s + "b" ? 1 : 0; return n'

describe.runIf(linux)('1. the process and who watches it', () => {
  const ready = async (): Promise<ReturnType<typeof startSandbox>> => {
    const sandbox = startSandbox('none')
    for (const request of opening({ memory: 512 })) await sandbox.ask(request, 30)
    return sandbox
  }
  const run = (source: string, fuel: number): Request => ({
    kind: 'run',
    runs: [{ script: metered(source), set: 'train', turns: [{ input: 0, fuel, draws: [1, 2, 3, 4, 5, 6, 7, 8] }] }],
    seconds: 60,
  })

  test('the watchdog of processor time ends what nothing else interrupts', async () => {
    const watched = await ready()
    expect(await watched.ask(run(stuck, 1e9), 0.3)).toEqual({ kind: 'timeout' })
    await watched.close()
    expect(lives(watched.pid)).toBe(false)

    const free = await ready()
    const asked = free.ask(run(stuck, 1e9), Infinity)
    expect(await Promise.race([asked, sleep(1500, 'still at it')])).toBe('still at it')
    await free.close()
  })

  test('the watchdog of memory ends what grows outside of the heap that V8 limits', async () => {
    const bomb =
      'let s = "ab"; for (let i = 0; i < 25; i++) s += s; const a = []; for (let i = 0; i < 8; i++) a.push((s + i).indexOf("c")); return a.length'
    const individual = (pid: number): number => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) * 1024
    const watched = await ready()
    const bytes = individual(watched.pid) + 60 * 2 ** 20
    expect(await watched.ask(run(bomb, 1e9), Infinity, bytes)).toEqual({ kind: 'memory' })
    await watched.close()

    const free = await ready()
    await free.ask(run(bomb, 1e9), Infinity)
    expect(individual(free.pid) || Infinity).toBeGreaterThan(bytes)
    await free.close()
  })

  test.each([
    ['reading files', 'require("fs").readFileSync("/etc/passwd").length > 0'],
    ['writing files', 'require("fs").writeFileSync("/tmp/ternate-layer", "") === undefined'],
    ['other programs', 'require("child_process").execSync("true").length === 0'],
    ['the inspector', 'require("inspector").open(0) === undefined || true'],
  ])("Node's permissions forbid %s to who has broken out of the isolate", (_, code) => {
    const outcome = (flags: readonly string[]): number | null =>
      spawnSync(process.execPath, [...flags, '-e', `process.exit(${code} ? 7 : 0)`], { env: {} }).status
    const open = fences.filter((flag) => !/^--(permission|allow)/.test(flag))
    expect(outcome(open)).toBe(7)
    expect(outcome(fences)).not.toBe(7)
  })

  test('nothing of the environment is handed over', async () => {
    process.env['TERNATE_SECRET'] = 'key'
    const reads = (env: NodeJS.ProcessEnv | undefined): string =>
      spawnSync(process.execPath, [...fences, '-p', 'JSON.stringify(process.env)'], { encoding: 'utf8', ...(env && { env }) }).stdout
    expect(reads(undefined)).toContain('TERNATE_SECRET')
    const sandbox = await ready()
    expect(readFileSync(`/proc/${sandbox.pid}/environ`, 'utf8')).toBe('TZ=UTC\0')
    await sandbox.close()
    delete process.env['TERNATE_SECRET']
  })

  test('a sandbox that is stuck does not outlive its engine', { timeout: 30_000 }, async () => {
    const survives = async (cuts: readonly Cut[]): Promise<boolean> => {
      const cut = cutting(cuts)
      const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
      const requests = join(folder, 'requests')
      writeFileSync(requests, sentTo([...opening(), run(stuck, 1e9)], cut.edit))
      cut.check()
      const command = `"$0" "$@" < "${requests}" > /dev/null 2>&1 & echo $!; wait`
      const engine = spawn('sh', ['-c', command, process.execPath, ...sandboxWith([])], { stdio: ['ignore', 'pipe', 'ignore'] })
      const pid = await new Promise<number>((resolve) => engine.stdout.once('data', (text: Buffer) => resolve(Number(text))))
      // on a busy machine it takes a while until the sandbox knows its engine
      await sleep(2000)
      expect(lives(pid)).toBe(true)
      engine.kill('SIGKILL')
      for (let k = 0; k < 40 && lives(pid); k++) await sleep(50)
      const survived = lives(pid)
      if (survived) process.kill(pid, 'SIGKILL')
      rmSync(folder, { recursive: true })
      return survived
    }
    expect(await survives([])).toBe(false)
    expect(await survives([{ from: 'if (process.ppid !== init.parent) end()', to: '' }])).toBe(true)
  })
})

/** Runs programs with parts of the sandbox cut out; what the last of them answered, or how it ended. */
const last = async (sources: readonly string[], given: Attempt = {}): Promise<unknown> => answerOf((await attempt(sources, given)).at(-1))

describe('2. the isolate', () => {
  test('has a limit to its heap', { timeout: 30_000 }, async () => {
    const bomb = ['const a = []; for (let i = 0; i < 400; i++) a.push(new Array(1e5).fill(i)); return a.length']
    expect(await last(bomb, { fuel: 1e9 })).toBe('memory')
    expect(await last(bomb, { fuel: 1e9, cuts: [{ from: 'memoryLimit: heapOf(setup.memory)', to: 'memoryLimit: 4096' }] })).toBe(400)
  })
  test('ends by its own timer what the watchdog has not seen', { timeout: 30_000 }, async () => {
    const long = ['let i = 0; while (i++ < 6e8); return 7']
    expect(await last(long, { fuel: 1e12, seconds: 0.3 })).toBe('timeout')
    expect(
      await last(long, { fuel: 1e12, seconds: 0.3, cuts: [{ from: 'timeout: Math.min(Math.ceil(seconds * 1000), longest)', to: '' }] }),
    ).toBe(7)
  })
})

describe('3. two realms', () => {
  const driver = `export default function drive(program, input) {
    const rest = [...input], seen = []
    while (rest.length > 0) { seen.push(rest.shift()); program.solve(rest) }
    return seen
  }`
  test('what the driver hands over is a copy', async () => {
    const thief = ['x.length = 0; return 0']
    const given = { setup: { driver }, input: [3, 5, 7] }
    expect(await last(thief, given)).toEqual([3, 5, 7])
    expect(await last(thief, { ...given, cuts: [{ from: 'const made = realm.adopt(value)', to: 'const made = value' }] })).toEqual([3])
  })
  test('what the driver gets back is a copy', async () => {
    const keeper = 'export default (program) => { const first = program.solve(0); program.solve(1); return first.length }'
    const changeable = ['const kept = [1, 2]; export const solve = (x) => { if (x === 1) kept.length = 0; return kept }']
    expect(await last(changeable, { setup: { driver: keeper } })).toBe(2)
    expect(
      await last(changeable, {
        setup: { driver: keeper },
        cuts: [{ from: "refuse('returned undefined')\n    return copyOut(value)", to: "refuse('returned undefined')\n    return value" }],
      }),
    ).toBe(0)
  })
  test('what a program throws is looked at without running its code', async () => {
    const thrower = ['throw new Proxy({}, { getPrototypeOf() { throw 1 } })']
    expect(await last(thrower)).toBe('error: threw a proxy')
    expect(
      await last(thrower, {
        cuts: [
          { from: "if (isProxy(value)) return 'a proxy'", to: '' },
          { from: 'thrown === null || isProxy(thrown) || prototypeOf(thrown)', to: 'thrown === null || prototypeOf(thrown)' },
        ],
      }),
    ).toContain('driver: threw')
  })
})

describe('4. the hardened realm', () => {
  test('is frozen', async () => {
    const carry = ['try { Array.prototype.kept = 1 } catch {} return 0', 'return typeof [].kept']
    expect(await last(carry)).toBe('undefined')
    expect(await last(carry, { cuts: [{ from: 'if (!reached.has(value)) freeze(value)', to: '' }] })).toBe('number')
  })
  test('has nothing but what programs need', async () => {
    const observer = ['return typeof new WeakRef({}).deref()']
    const cuts = [{ from: 'escape unescape isFinite isNaN`', to: 'escape unescape isFinite isNaN WeakRef`' }]
    expect(await last(observer)).toBe('error: threw ReferenceError: WeakRef is not defined')
    expect(await last(observer, { cuts })).toBe('object')
  })
  test('has no clock', async () => {
    const clock = ['return Date.now() > 0']
    expect(await last(clock)).toBe(false)
    expect(await last(clock, { cuts: [{ from: "put(globalThis, 'Date', StillDate)", to: "put(globalThis, 'Date', NativeDate)" }] })).toBe(
      true,
    )
  })
  test('has no chance', async () => {
    const dice = ['return Math.random()', 'return Math.random()']
    const [first, second] = (await attempt(dice)).map(answerOf)
    expect(second).toBe(first)
    const [one, other] = (await attempt(dice, { cuts: [{ from: "put(Math, 'random', { random: () => random() }.random)", to: '' }] })).map(
      answerOf,
    )
    expect(other).not.toBe(one)
  })
  test('keeps nothing in the statics of RegExp', async () => {
    const carry = ['/(kept)/.exec("kept"); return 0', 'return RegExp.$1']
    expect(await last(carry)).toBe('error: returned undefined')
    const kept: Cut = { from: 'drop(RegExp, "$1 ', to: 'drop(RegExp, "' }
    expect(await last(carry, { cuts: [kept] })).toBe('')
    expect(await last(carry, { cuts: [kept, { from: "exec(empty, '')", to: '' }] })).toBe('kept')
  })
})

describe('what a program leaves behind', () => {
  const large = 'return new Float64Array(7e6).fill(1)[5]'
  const stamp = 'class B { constructor(o) { return o } } class C extends B { #x = new ArrayBuffer(6e7) } new C(Math); return 1'
  const match = 'return /^x/.test("x".repeat(1.5e8)) ? 1 : 0'
  const given: Attempt = { fuel: 1e9, seconds: 60 }
  const shared: Cut = { from: 'const isShared = stamps !== true && setup.stamps !== true', to: 'const isShared = true' }
  const kept: Cut = { from: 'heapSize() - size <= most', to: 'true' }
  const unforgotten: Cut = { from: 'forget() {', to: 'forget() { return;' }

  test('on objects that it cannot change goes with the realm that it had for itself, or with a realm that has grown', async () => {
    const programs = [stamp, stamp, stamp, large]
    expect(await last(programs, { ...given, stamps: true })).toBe(1)
    expect(await last(programs, given)).toBe(1)
    expect(await last(programs, { ...given, stamps: true, cuts: [kept] })).toBe(1)
    expect(await last(programs, { ...given, stamps: true, cuts: [shared, kept] })).toBe('memory')
  })
  test('in what V8 keeps beside objects is forgotten, or goes with a realm that has grown', async () => {
    const programs = [match, large]
    expect(await last(programs, { ...given, cuts: [kept] })).toBe(1)
    expect(await last(programs, { ...given, cuts: [unforgotten] })).toBe(1)
    expect(await last(programs, { ...given, cuts: [kept, unforgotten] })).toBe('memory')
  })
})

describe('memory', () => {
  const probe = [
    'let lo = 0, hi = 200 * 2 ** 20; for (let k = 0; k < 20; k++) { const mid = (lo + hi) >> 1; try { new ArrayBuffer(mid); lo = mid } catch { hi = mid } } return lo',
  ]
  const uncounted: Cut = { from: 'if (held > room)', to: 'if (false)' }
  test('is counted: how much of it there is cannot be asked', async () => {
    expect(await last(probe, { fuel: 1e9 })).toBe('memory: made more than 64 MiB of large buffers faster than it worked')
    // what the machine refuses all the same ends the program too, and is looked at again
    expect(await last(probe, { fuel: 1e9, cuts: [uncounted] })).toBe('memory')
    const blind: Cut = { from: "said === 'Array buffer allocation failed'", to: 'false' }
    const refused = ['try { new ArrayBuffer(2 ** 30); return "made" } catch { return "asked" }']
    expect(await last(refused, { fuel: 1e9, cuts: [uncounted] })).toBe('memory')
    expect(await last(refused, { fuel: 1e9, cuts: [uncounted, blind] })).toBe('asked')
  })
})

describe('5. fuel', () => {
  test('once spent is poisoned: what catches it spends no more', { timeout: 30_000 }, async () => {
    const stubborn = ['for (;;) { try { for (;;); } catch { } }']
    expect(await last(stubborn)).toBe('fuel: out of fuel')
    expect(
      await last(stubborn, { seconds: 1, cuts: [{ from: 'fuelCounter.refill(-1, burnt)', to: 'fuelCounter.refill(1e9, burnt)' }] }),
    ).toBe('timeout')
  })

  test(
    'is asked for before a return is believed, by the catch, the guard and the driver, each of which suffices',
    { timeout: 30_000 },
    async () => {
      const survivor = ['try { for (;;); } catch { } return "survived"']
      const deaf: readonly Cut[] = [
        { from: 'const failure = realm.failure()', to: "const failure = ''" },
        { from: "if (realm.failure() !== '') throw abort", to: '' },
        { from: 'if (prototype !== typePrototype) return charge(CAUGHT)', to: 'if (prototype !== typePrototype) return' },
      ]
      const numb = (script: string): string => script.replace(/(\$c\(\w*\$?\w*\);)\s*if \(\(\$f\[0\][^;]*;/g, '$1')
      const blind = (script: string): string => script.replace('return $f[0] >= 0 ? v : $r.odd(v);', 'return v;')
      expect(numb(metered(survivor[0] as string))).not.toBe(metered(survivor[0] as string))
      expect(blind(metered(survivor[0] as string))).not.toBe(metered(survivor[0] as string))
      expect(await last(survivor, { cuts: deaf, rewrite: (script) => blind(numb(script)) })).toBe('survived')
      expect(await last(survivor, { rewrite: (script) => blind(numb(script)) })).toBe('fuel: out of fuel')
      expect(await last(survivor, { cuts: deaf, rewrite: numb })).not.toBe('survived')
      expect(await last(survivor, { cuts: deaf, rewrite: blind })).not.toBe('survived')
    },
  )

  test('counts the depth of calls, so that the size of the stack decides nothing', async () => {
    const deep = ['let d = 0; const f = () => { d++; f() }; try { f() } catch { } return d']
    const cuts = [
      { from: ')(), 4000, ', to: ')(), 2 ** 30, ' },
      { from: 'Maximum call stack size exceeded', to: 'never said' },
    ]
    const reached = async (size: number, cut: readonly Cut[]): Promise<unknown> =>
      last(deep, { fuel: 1e9, cuts: cut, flags: [`--stack-size=${size}`] })
    expect(await reached(2000, cuts)).not.toBe(await reached(3000, cuts))
    expect(await reached(2000, [])).toBe('error: calls nested too deeply')
    expect(await reached(3000, [])).toBe('error: calls nested too deeply')
  })

  test('is taken by built-ins for the size of what they work on', { timeout: 30_000 }, async () => {
    const idle = ['const a = new Array(5e4).fill(1); let n = 0; for (let i = 0; i < 200; i++) n += a.slice().length; return n']
    expect(await last(idle)).toBe('fuel: out of fuel')
    expect(await last(idle, { cuts: [{ from: 'charge(before(this, args))', to: '' }] })).toBe(1e7)
  })
})

describe('6. answers', () => {
  test('are measured', async () => {
    const flood = ['return "x".repeat(3e6)']
    expect(await last(flood, { fuel: 1e9 })).toBe('error: the answer is too large')
    const cuts = [
      { from: 'if (bytes > largest)', to: 'if (false)' },
      { from: 'answer.length > largest', to: 'false' },
      { from: 'return bytesOf(item.answer) > setup.answer ?', to: 'return false ?' },
    ]
    expect(await last(flood, { fuel: 1e9, cuts })).toHaveLength(3e6)
  })
  test('are plain data: no code of the program runs while they leave', async () => {
    const liar = [
      'return new Proxy([], { get: () => 3, getOwnPropertyDescriptor: () => ({ value: "made up as it is read", configurable: true }) })',
    ]
    expect(await last(liar)).toBe('error: the answer has a proxy')
    expect(await last(liar, { cuts: [{ from: "if (realm.isProxy(value)) refuse('the answer has a proxy')", to: '' }] })).toEqual(
      Array.from({ length: 3 }, () => 'made up as it is read'),
    )
  })
  test('have no getters', async () => {
    const getter = ['return { get score() { return 1 } }']
    expect(await last(getter)).toBe('error: the answer has a getter')
    expect(await last(getter, { cuts: [{ from: "if (!('value' in item)) return refuseGetter(value, item)", to: '' }] })).toEqual({
      score: undefined,
    })
  })
})

describe('7. verdicts', () => {
  const problem = (verify: Problem['verify']): Problem => smallProblem({ verify })
  const [subject] = smallProblem().train
  test('a score that is no finite number does not score', () => {
    for (const score of [Number.NaN, Infinity, -Infinity]) {
      const gullible = problem(() => ({ score }))
      expect(gullible.verify({ input: 1, expected: 1, name: '' }, 1)).toEqual({ score })
      expect(subject && scoreCase(gullible, subject, 1, 0)).toMatchObject({ verdict: 'invalid' })
    }
  })
  test('what throws in the verifier is a verdict, and no words of the program are passed on', () => {
    const brittle = problem((_, answer) => (answer as { score(): number }).score())
    expect(() => brittle.verify({ input: 1, expected: 1, name: '' }, 'words')).toThrow('score')
    expect(subject && scoreCase(brittle, subject, 'words', 0)).toEqual({
      verdict: 'unverified',
      fuel: 0,
      reason: 'the verifier threw TypeError',
    })
  })
  test(
    'of the environment are believed after a rerun alone: who shares a batch with the culprit loses nothing',
    { timeout: 30_000 },
    async () => {
      const sources = ['export const solve = () => 1', `export const solve = () => { ${stuck} }`, 'export const solve = () => 3']
      const runs = sources.map((source) => ({
        script: metered(source),
        set: 'train',
        turns: [{ input: 0, fuel: 100_000, draws: [1, 2, 3, 4, 5, 6, 7, 8] }],
      }))
      const sandbox = startSandbox('none')
      for (const request of opening()) await sandbox.ask(request, 30)
      expect(await sandbox.ask({ kind: 'run', runs, seconds: 60 }, 0.5)).toEqual({ kind: 'timeout' })
      await sandbox.close()

      const evaluator = await createEvaluator(smallProblem({ limits: { fuel: 100_000 } }))
      const evaluations = await evaluator.evaluateAll(sources.map((source) => ({ program: programOf(source), set: 'train' as const })))
      expect(evaluations.map(({ verdict }) => verdict)).toEqual(['scored', 'timeout', 'scored'])
      await evaluator.close()
    },
  )
})
