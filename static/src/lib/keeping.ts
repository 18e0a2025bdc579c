/**
 * The pages of an inspection open without a network after one visit: a worker keeps their files,
 * and nothing of what they show. A new build is another worker; it takes over when no page of the
 * former one is open any more.
 */
export function keepPages(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  // A browser that refuses (private mode, no https) only opens no page offline.
  void navigator.serviceWorker.register('/worker.js').catch(() => undefined)
}
