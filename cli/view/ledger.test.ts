import { expect, test } from 'vitest'
import type { RunEvent } from '../../engine/contracts/event.ts'
import { ledgerLines } from './ledger.ts'
import { createLineView } from './lines.ts'

const row = { model: 'small', calls: 1234, replies: 1200, attempts: 1300, sent: 2_000_000, received: 30_000, cost: 1_234_567 } as const

test('has a row for each model and purpose, and the sum below', () => {
  expect(ledgerLines([])).toEqual([])
  expect(ledgerLines([{ ...row, purpose: 'offspring' }])).toHaveLength(3)
  const lines = ledgerLines([
    { ...row, purpose: 'offspring' },
    { ...row, model: 'la\u001brge', purpose: 'repair' },
  ])
  expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['models'],
    ['calls', 'replies', 'requests', 'tokens sent', 'received'],
    ['small', 'offspring', '1,234', '1,200', '1,300', '2,000,000', '30,000', '1.2346 $'],
    ['la\\u{1b}rge', 'repair', '1,234', '1,200', '1,300', '2,000,000', '30,000', '1.2346 $'],
    ['in all', '2,468', '2,400', '2,600', '4,000,000', '60,000', '2.4691 $'],
  ])
})

test('a model that stalls and one that is back are told of', () => {
  const written: string[] = []
  const status = (): never => {
    throw new Error('nobody asks')
  }
  const view = createLineView({ problem: 'p', unit: '', direction: 'minimize', strategy: 's', status }, (text) => written.push(text))
  const events: RunEvent[] = [
    { type: 'unavailable', model: 'small', seconds: 20, reason: 'timeout: no word' },
    { type: 'returned', model: 'small' },
  ]
  events.forEach(view.show)
  expect(written).toEqual(['small is left alone for 20 s: timeout: no word\n', 'small answers again\n'])
})
