import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Template } from '../../engine/contracts/model.ts'
import { stream } from '../../engine/contracts/random.ts'
import { createModelClient } from '../../proposers/model/client/client.ts'
import { wallClock } from '../../proposers/model/client/fixtures/clocks.ts'
import { createPurse } from '../../proposers/model/client/purse.ts'
import { type CallQueue, createCallQueue } from '../../proposers/model/client/queue.ts'
import { readOffspring } from '../../proposers/model/edits.ts'
import { EDIT_FORMAT, showFiles } from '../../proposers/model/prompts.ts'
import { render } from '../../proposers/model/render.ts'
import { loadTemplates } from '../../proposers/model/templates.ts'
import { createStandIn, type StandIn } from './stand-in.ts'

let standIn: StandIn
let queue: CallQueue

beforeAll(async () => {
  standIn = await createStandIn()
  const clients = [createModelClient({ model: 'files', baseUrl: standIn.url, clock: wallClock })]
  queue = createCallQueue({ clients, purse: createPurse({}, {}, ['files']), clock: wallClock })
})
afterAll(async () => {
  await queue.close()
  await standIn.close()
})

test('whoever sees all files of a program can change them together, and whoever sees one cannot', async () => {
  const template = loadTemplates().find(({ purpose }) => purpose === 'offspring') as Template
  for (const seed of ['1', '2', '3']) {
    const random = stream(`${seed}/files/secret`)
    const [first, second] = [101 + random.integer(1000), 101 + random.integer(1000)]
    const files = {
      'a.ts': `// second: ${second}\nexport const first = 0\n`,
      'b.ts': `// first: ${first}\nexport const second = 0\n`,
    }
    const ask = async (shown: Readonly<Record<string, string>>): Promise<string> => {
      const { messages } = render(template, { statement: 'x', parent: showFiles(shown), format: EDIT_FORMAT })
      const { outcome } = await queue.ask({ model: 'files', purpose: 'offspring', messages, parameters: {} })
      const read = readOffspring(outcome.kind === 'reply' ? outcome.text : '', {
        base: files,
        frame: files,
        entry: 'x',
        limit: 200,
        known: new Set(),
      })
      return read.kind === 'program' ? Object.values(read.program.files).join('') : read.reason
    }
    const whole = await ask(files)
    expect(whole).toContain(`first = ${first}\n`)
    expect(whole).toContain(`second = ${second}\n`)
    const half = await ask({ 'a.ts': files['a.ts'] })
    expect(half).not.toContain(`first = ${first}\n`)
    expect(half).not.toContain(`second = ${second}\n`)
  }
})
