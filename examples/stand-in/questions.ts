import type { Judgement, ProblemDefinition } from '../../engine/contracts/problem.ts'
import type { Random } from '../../engine/contracts/random.ts'

/** A problem whose secret only one mechanism can bring to a stand-in model. */
export interface Question {
  readonly problem: ProblemDefinition<number, number>
  /** The train score that says that the secret was found. */
  readonly target: number
  /** The same question without what the mechanism is about, where no setting turns it off. */
  readonly without?: ProblemDefinition<number, number>
}

/** The laws for which there is a question; `good` and `poor` share one. */
export type QuestionName = 'feedback' | 'notes' | 'rejected' | 'mixing' | 'repair' | 'files' | 'meta' | 'good'

const source = (constants: Readonly<Record<string, number>>, result: string): string =>
  `${Object.entries(constants)
    .map(([name, value]) => `const ${name} = ${value}\n`)
    .join('')}\nexport function aim(n: number): number {\n  return ${result}\n}\n`

const GOAL = { 'program.ts': source({ goal: 0 }, 'goal') }

const aiming = (verify: (answer: number) => Judgement): ProblemDefinition<number, number> => ({
  statement: 'Find the number that is wanted.',
  entry: 'aim(n: number): number',
  cases: { train: [{ input: 0 }] },
  initialPrograms: [GOAL],
  verify: (_subject, answer) => verify(answer),
})

/** An odd number, which no guess of a stand-in is. */
const secretOf = (random: Random): number => 101 + 2 * random.integer(40_000)

const hit = (answer: number, secret: number): number => (answer === secret ? 1 : 0)

/** Asks for two numbers, each of which one of two initial programs knows. */
function mixing(random: Random): Question {
  const secrets = [secretOf(random), secretOf(random)]
  const initial = (left: number, right: number): Record<string, string> => ({
    'program.ts': source({ left, right }, 'n === 0 ? left : right'),
  })
  return {
    target: 1,
    problem: {
      ...aiming(() => 0),
      cases: { train: [{ input: 0 }, { input: 1 }] },
      initialPrograms: [initial(secrets[0] ?? 0, 0), initial(0, secrets[1] ?? 0)],
      verify: ({ input }, answer) => hit(answer, secrets[input] ?? 0),
    },
  }
}

/** Asks for two numbers, each of which stands in the file where the other one is set; without the second file, one of them stands nowhere. */
function files(random: Random): Question {
  const first = secretOf(random)
  const second = secretOf(random)
  const aim = 'export function aim(n: number): number {\n  return n === 0 ? first : second\n}\n'
  const main = `// second: ${second}\nconst first = 0\n`
  const problem: ProblemDefinition<number, number> = {
    ...aiming(() => 0),
    cases: { train: [{ input: 0 }, { input: 1 }] },
    initialPrograms: [
      {
        'main.ts': `import { second } from './lib/second.ts'\n\n${main}\n${aim}`,
        'lib/second.ts': `// first: ${first}\nexport const second: number = 0\n`,
      },
    ],
    verify: ({ input }, answer) => hit(answer, input === 0 ? first : second),
  }
  return { target: 1, problem, without: { ...problem, initialPrograms: [{ 'main.ts': `${main}const second = 0\n\n${aim}` }] } }
}

/** Questions by the name of the law that can answer them. Secrets are drawn from the stream that is given. */
export const questions: Readonly<Record<QuestionName, (random: Random) => Question>> = {
  feedback(random) {
    const secret = secretOf(random)
    return { target: 1, problem: aiming((answer) => ({ score: hit(answer, secret), feedback: `wanted ${secret}` })) }
  },
  notes(random) {
    const secret = secretOf(random)
    return {
      target: 1,
      problem: aiming((answer) => (answer === 0 || answer === secret ? hit(answer, secret) : { invalid: `wanted ${secret}` })),
    }
  },
  rejected(random) {
    const secret = 4 + random.integer(6)
    return { target: 1, problem: aiming((answer) => hit(answer, secret)) }
  },
  mixing,
  files,
  repair(random) {
    const secret = secretOf(random)
    return { target: 1, problem: aiming((answer) => (answer === -1 ? { invalid: `wanted ${secret}` } : hit(answer, secret))) }
  },
  meta(random) {
    const secret = 2 + random.integer(2)
    return { target: secret, problem: aiming((answer) => Math.min(answer, secret)) }
  },
  good: () => ({ target: 30, problem: aiming((answer) => answer) }),
}
