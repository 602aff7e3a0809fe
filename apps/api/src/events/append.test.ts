import { describe, expect, it } from 'vitest'
import { asJson, storable } from './append.ts'

describe('what is stored', () => {
  it('holds neither NUL nor half a character, wherever the text stands: PostgreSQL refuses both', () => {
    expect(storable('a\u0000b')).toBe('a\ufffdb')
    expect(storable('😀'.slice(0, 1))).toBe('\ufffd')
    expect(storable('😀')).toBe('😀')
    expect(asJson({ problem: { log: ['x\u0000', '😀'.slice(1)] }, gone: undefined })).toEqual({
      problem: { log: ['x\ufffd', '\ufffd'] },
    })
  })
})
