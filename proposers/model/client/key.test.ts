import { describe, expect, test } from 'vitest'
import { readKey, redact } from './key.ts'

describe('the key', () => {
  test('comes from the variable that is named, without the line break of a file', () => {
    expect(readKey({ OPENAI_API_KEY: 'sk-1234567890\n' })).toBe('sk-1234567890')
    expect(readKey({ OPENAI_API_KEY: 'sk-1234567890', OTHER: 'other-key' }, 'OTHER')).toBe('other-key')
    expect(readKey({ OPENAI_API_KEY: ' ' })).toBeUndefined()
    expect(readKey({})).toBeUndefined()
  })

  test('is refused, unsaid, when no header may carry it', () => {
    const refused = (): unknown => readKey({ OPENAI_API_KEY: 'sk-12345\n67890' })
    expect(refused).toThrow(expect.objectContaining({ code: 'MODEL_KEY' }))
    expect(refused).not.toThrow('12345')
  })

  test('is taken out of texts, unless it is a placeholder', () => {
    expect(redact('no: sk-1234567890!', 'sk-1234567890')).toBe('no: [key]!')
    expect(redact('none of these', 'none')).toBe('none of these')
    expect(redact('nothing', undefined)).toBe('nothing')
  })
})
