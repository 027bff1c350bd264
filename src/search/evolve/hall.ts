/** All individuals ever trained go in; the best by fitness and the front of fitness and complexity come out. */

import type { Individual, Order } from "./individual.ts";

export interface Hall {
  /** A later result of the same individual takes the earlier one's place. */
  add(individual: Individual): void;
  remove(id: number): void;
  /** Best first. */
  best(): readonly Individual[];
  /** Of those on the highest rung that anyone reached, from the simplest on. */
  front(): readonly Individual[];
}

export function createHall(size: number, order: Order): Hall {
  const best: Individual[] = [];
  let front: Individual[] = [];

  const addToBest = (individual: Individual): void => {
    const last = best.at(-1);
    if (best.length >= size && last !== undefined && order(last, individual) < 0) return;
    const place = best.findIndex((other) => order(individual, other) < 0);
    best.splice(place < 0 ? best.length : place, 0, individual);
    if (best.length > size) best.pop();
  };

  // The front falls in complexity as it falls in fitness, hence a simpler or equal one that is better beats.
  const addToFront = (individual: Individual): void => {
    const rung = front[0]?.rungs.length ?? 0;
    if (individual.rungs.length < rung) return;
    if (individual.rungs.length > rung) front = [];
    const beats = (a: Individual, b: Individual): boolean => a.complexity <= b.complexity && order(a, b) < 0;
    if (front.some((other) => beats(other, individual))) return;
    front = front.filter((other) => !beats(individual, other));
    front.push(individual);
    front.sort((a, b) => a.complexity - b.complexity);
  };

  const remove = (id: number): void => {
    const place = best.findIndex((other) => other.id === id);
    if (place >= 0) best.splice(place, 1);
    front = front.filter((other) => other.id !== id);
  };

  return {
    remove,
    add: (individual) => {
      remove(individual.id);
      addToBest(individual);
      addToFront(individual);
    },
    best: () => best,
    front: () => front,
  };
}
