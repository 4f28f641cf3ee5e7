interface Wish {
  now: number;
  leaseUntil: number;
  readNow?: () => number;
}

/**
 * The same wish at the time at which its transaction has the lock. What begins can have waited for it, behind the end
 * that made room: it must not seem to have begun before that, nor count in a rate as older than it is.
 */
export function underLock<Of extends Wish>(wish: Of): Of {
  if (!wish.readNow) return wish;
  const now = wish.readNow();
  return { ...wish, now, leaseUntil: wish.leaseUntil + now - wish.now };
}
