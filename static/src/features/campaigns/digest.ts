/** SHA-256 in hexadecimal. The browser's own is only there over HTTPS, and a draw is checked anywhere. */
export function sha256(text: string): string {
  const bytes = new TextEncoder().encode(text)
  const blocks = new DataView(new ArrayBuffer(((bytes.length + 8) >> 6) * 64 + 64))
  bytes.forEach((byte, index) => blocks.setUint8(index, byte))
  blocks.setUint8(bytes.length, 0x80)
  blocks.setUint32(blocks.byteLength - 8, Math.floor(bytes.length / 0x20000000))
  blocks.setUint32(blocks.byteLength - 4, bytes.length << 3)
  const state = Uint32Array.from(FIRST.slice(0, 8), (prime) => fraction(Math.sqrt(prime)))
  for (let start = 0; start < blocks.byteLength; start += 64) take(state, blocks, start)
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('')
}

/** The first 64 primes, from which the constants come. */
const FIRST = Array.from({ length: 312 }, (_none, number) => number).filter(
  (number) => number > 1 && Array.from({ length: number - 2 }, (_it, less) => less + 2).every((it) => number % it),
)
const fraction = (root: number) => (root - Math.floor(root)) * 0x100000000
const ROUNDS = Uint32Array.from(FIRST.slice(0, 64), (prime) => fraction(Math.cbrt(prime)))
const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by))

function take(state: Uint32Array, blocks: DataView, start: number): void {
  const words = new Uint32Array(64)
  for (let i = 0; i < 64; i++) {
    if (i < 16) {
      words[i] = blocks.getUint32(start + i * 4)
      continue
    }
    const [older, later] = [words[i - 15]!, words[i - 2]!]
    const first = turn(older, 7) ^ turn(older, 18) ^ (older >>> 3)
    const second = turn(later, 17) ^ turn(later, 19) ^ (later >>> 10)
    words[i] = words[i - 16]! + first + words[i - 7]! + second
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
  for (let i = 0; i < 64; i++) {
    const big = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
    const one = (h + big + ((e & f) ^ (~e & g)) + ROUNDS[i]! + words[i]!) | 0
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0]
  }
  ;[a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] = state[index]! + word))
}
