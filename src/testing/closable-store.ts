import { ErrandError } from "../core/errors.ts";
import type { Store } from "../store/store.ts";

/** The same store, which says in one line what became of it to whoever asks after its end. */
export function closable(store: Store): Store {
  let isClosed = false;
  const close = (): void => {
    isClosed = true;
    store.close();
  };
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (name === "close") return close;
      if (isClosed && typeof member === "function") throw closedError();
      return member;
    },
  });
}

function closedError(): ErrandError {
  return new ErrandError(
    "usage",
    "the test client is closed, and its ledger with it: ask it before close(), or make another one: testClient({ commands })",
  );
}
