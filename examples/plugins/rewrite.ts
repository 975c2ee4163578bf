import { defineProposer } from 'ternate'
import type { Files } from 'ternate'

/** Carries out the edits of a reply, in the form `<<<<<<< SEARCH ... ======= ... >>>>>>> REPLACE`, on every file that holds the text. */
function edited(files: Files, reply: string): Files {
  const edits = [...reply.matchAll(/^<{7} SEARCH\n(.*?)\n={7}\n(.*?)\n>{7} REPLACE$/gms)]
  const change = (text: string): string => edits.reduce((so, [, from = '', to = '']) => so.replace(from, () => to), text)
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, change(text)]))
}

/** Asks one of the run's models, drawn evenly, to change the parent: a proposer that asks once, and corrects and remembers nothing. */
export default defineProposer({
  name: 'rewrite',
  asks: true,
  create: (_options, asking) => ({
    *propose({ statement, parents: [parent], random }) {
      const operator = 'rewrite'
      const template = asking?.templates.find(({ purpose }) => purpose === 'offspring')
      if (asking === undefined || template === undefined || parent === undefined)
        return { kind: 'failure', operator, reason: 'there is no model, template or parent' }
      const { name: model, parameters = {} } = random.pick(asking.models)
      const { files } = parent.program
      const fenced = Object.values(files).map((text) => ['```js', text, '```'].join('\n'))
      const slots = { statement, parent: fenced.join('\n'), format: 'Reply with SEARCH/REPLACE blocks.' }
      const reply = yield { kind: 'ask', purpose: 'offspring', model, template: template.id, slots, parameters, attempt: 1 }
      if (reply.kind !== 'answer' || reply.outcome.kind !== 'reply') return { kind: 'failure', operator, reason: 'no reply' }
      return { kind: 'program', files: edited(files, reply.outcome.text), operator }
    },
  }),
})
