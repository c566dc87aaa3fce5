/** So many callers at the same time, each doing one thing after another until none is left. */
export async function together(callers, things, act) {
  let next = 0;
  const work = async () => {
    while (next < things.length) await act(things[next++]);
  };
  await Promise.all(Array.from({ length: callers }, work));
}
