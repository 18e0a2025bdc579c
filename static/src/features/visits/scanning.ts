/** What a label's code says: a device's number, and the host that it was printed for, if any. */
export interface Code {
  id: number
  host: string
}

const LARGEST = 2 ** 31 - 1

function numbered(digits: string, host: string): Code | null {
  const id = Number(digits)
  return id > 0 && id <= LARGEST ? { id, host } : null
}

/** A label's text or a typed number as a device; null when it is no label of this system. */
export function readCode(text: string): Code | null {
  const plain = text.trim()
  const bare = /^(?:no\.?\s*)?(\d{1,10})$/i.exec(plain)
  if (bare) return numbered(bare[1] ?? '', '')
  const address = /^https?:\/\/([^/?#]+)\/(?:[^?#]*\/)?d\/(\d{1,10})\/?$/i.exec(plain)
  return address ? numbered(address[2] ?? '', (address[1] ?? '').toLowerCase()) : null
}

/** The sides that a photograph is tried at: a label near the lens reads best small, a far one large. */
const SIDES = [1280, 2400, 720]
const PATIENCE = 1500 // milliseconds for each try

interface Size {
  width: number
  height: number
}

function fitted({ width, height }: Size, side: number): Size {
  const scale = Math.min(1, side / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

function pixels(picture: ImageBitmap, side: number): ImageData | null {
  const size = fitted(picture, side)
  const canvas = Object.assign(document.createElement('canvas'), size)
  const context = canvas.getContext('2d')
  if (!context) return null
  context.drawImage(picture, 0, 0, size.width, size.height)
  return context.getImageData(0, 0, size.width, size.height)
}

/** The text of the QR code in a photograph; null when there is none to be read. */
export async function decodePhoto(file: Blob): Promise<string | null> {
  const [picture, { decodeQR }] = await Promise.all([createImageBitmap(file), import('qr/decode.js')])
  try {
    for (const side of SIDES) {
      const image = pixels(picture, side)
      const text = image && attempt(() => decodeQR(image, { timeLimit: PATIENCE }))
      if (text) return text
    }
    return null
  } finally {
    picture.close()
  }
}

/** The decoder throws where it finds no code. */
function attempt(decode: () => string): string | null {
  try {
    return decode()
  } catch {
    return null
  }
}

export interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>
}

interface NativeDetector {
  new (options: { formats: string[] }): Detector
  getSupportedFormats(): Promise<readonly string[]>
}

/** Browsers give a page the camera's picture only where nobody can listen in. */
export function canWatch(): boolean {
  return window.isSecureContext && Boolean(navigator.mediaDevices?.getUserMedia)
}

/** The browser's own reader of the live picture, or ours. */
export async function makeDetector(): Promise<Detector> {
  const native = (window as { BarcodeDetector?: NativeDetector }).BarcodeDetector
  if (native && (await native.getSupportedFormats()).includes('qr_code')) {
    return new native({ formats: ['qr_code'] })
  }
  const { BarcodeDetector } = await import('qr/decode.js')
  return new BarcodeDetector({ formats: ['qr_code'] })
}
