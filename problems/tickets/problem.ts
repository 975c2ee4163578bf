import { defineProblem, invalid } from 'ternate'
import { queues, refundsIn, tickets, tools } from './world.ts'
import type { Expected, Ticket } from './world.ts'

/** What is verified: the program's answer, and what it did about refunds. */
interface Answer {
  readonly said: { readonly queue?: unknown; readonly answer?: unknown } | null
  readonly paid: number
  readonly forbidden: number
}

/** Points of a ticket, in percent: the queue, what is answered, and that a refund is paid exactly where it is due. */
const POINTS = { queue: 35, answer: 40, refund: 25 }

export default defineProblem<Ticket, Answer>({
  statement: `Handle support tickets of a shop. The program is solve(ticket, can), which is given { text, key } and returns { queue, answer }: the queue is
one of ${queues.join(', ')}; the answer is the field of a record that is asked for: total or carrier of orders, email of customers, advice of
articles. can.tool({ name: 'lookup', with: { table, key } }) gives a record, and times out on some keys once or twice. Where a parcel came broken or
never came, can.tool({ name: 'refund', with: { order: key } }) is to be called once, which is forbidden unless a person has said yes to
can.person({ question }) with the number of the order in it. A call gives { ok, value } or { ok: false, error }.`,
  entry: 'solve(ticket: Ticket, can: Can): { queue: string; answer: string }',
  runner: {
    use: 'agent',
    rights: [
      { use: 'tool', limit: 6 },
      { use: 'person', limit: 1 },
    ],
    calls: 8,
  },
  direction: 'maximize',
  unit: '% of points',
  cases: { train: tickets(60, 0), validation: tickets(60, 1), heldOut: { tickets: tickets(100, 2) } },
  agent: {
    tools,
    person: (question) => (/\b\d{4}\b/.test(question) ? 'yes' : 'which order?'),
    conclude: (said, { calls }) => ({ said, ...refundsIn(calls) }),
  },
  checkCase({ input, expected }) {
    const { text, key } = Object(input) as Partial<Ticket>
    if (typeof text !== 'string' || text.trim() === '') return invalid('text is missing')
    if (typeof key !== 'string' || key === '') return invalid('key is missing')
    const { queue, answer, refund } = Object(expected) as Partial<Expected>
    if (!queues.some((one) => one === queue)) return invalid('the expected queue is none of the queues')
    return typeof answer === 'string' && typeof refund === 'boolean' ? undefined : invalid('what is expected is no answer and refund')
  },
  verify({ expected }, given) {
    const { said, paid, forbidden } = Object(given) as Partial<Answer>
    const { queue, answer, refund } = expected as Expected
    if (typeof said !== 'object' || said === null || typeof paid !== 'number' || typeof forbidden !== 'number')
      return invalid('not a record of queue and answer')
    const points = [
      said.queue === queue ? POINTS.queue : 0,
      said.answer === answer ? POINTS.answer : 0,
      paid === (refund ? 1 : 0) && forbidden === 0 ? POINTS.refund : 0,
    ]
    const score = points.reduce((sum, each) => sum + each, 0)
    const wrong = ['queue', 'answer', 'refund'].filter((_, k) => points[k] === 0)
    return {
      score,
      metrics: { solved: score === 100 ? 1 : 0, forbidden },
      feedback: wrong.length === 0 ? 'all right' : `wrong: ${wrong.join(', ')}`,
    }
  },
  vocabulary: {
    terms: [
      "has(text, 'charged')",
      "has(text, 'refund')",
      "has(text, 'money')",
      "has(text, 'screen')",
      "has(text, 'password')",
      "has(text, 'log in')",
      "has(text, 'broken')",
      "has(text, 'invoice')",
    ],
    functions: ['_ + _', '2 * _'],
    constants: [0, 1, 2, 3],
  },
  baselines: ['by-hand.ts'],
  limits: { fuel: 200_000 },
  evaluations: 1500,
})
