/** After so long, in ms, the page that was opened has come on a slow line, too. */
export const LATER = 6_000

/**
 * The pages of an inspection open without a network after one visit: a worker keeps their files,
 * and nothing of what they show.
 */
export function keepPages(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  // A browser that refuses (private mode, no https) only opens no page offline.
  void navigator.serviceWorker.register('/worker.js').catch(() => undefined)
}
