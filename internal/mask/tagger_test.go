package mask

import (
	"math"
	"testing"
)

// The tables that stand for some features must say what the features say.
func TestTables(t *testing.T) {
	m := builtIn()
	for _, text := range []string{"総務課の碓氷 健吾です。株式会社北嶺システムワークスのサーバーに、ひばり薬局のAnna Petersonさんが入りました。", "氏名：鴫原正彦\t所属：ほくれい工房\nCC: k.usui@hokurei-sw.example 03-1234-5678"} {
		v := newView(text)
		r := newReader(v, v.newTaken())
		q := r.sequence()
		s := q.read(m)
		for i := range q.units {
			if q.plain(i) {
				continue
			}
			var want sum
			for _, f := range q.features(i, nil) {
				m.count([]uint64{f}, &want)
			}
			if want != s.sums[i] {
				t.Fatalf("%q: unit %d has the sums %v, its features say %v", text, i, s.sums[i], want)
			}
		}
	}
}

// sumOf is a sum that says so much for each label.
func sumOf(says [labelCount]uint64) (s sum) {
	for b := range 4 {
		s.even, s.odd, s.rest = s.even|says[2*b]<<(16*b), s.odd|says[2*b+1]<<(16*b), s.rest|append(says[8:], 0)[b]<<(16*b)
	}
	return s
}

// What is likely must add up to one for each unit, and agree with all sequences of labels counted one by one.
func TestWeigh(t *testing.T) {
	v := newView("碓氷です")
	r := newReader(v, v.newTaken())
	s := r.sequence().read(builtIn())
	n := len(s.units)
	if n != 4 {
		t.Fatalf("%d units", n)
	}
	var says [4][labelCount]uint64
	for i := range n { // none of it clear, so that all is weighed together
		for b := range labelCount {
			says[i][b] = uint64(7*i+5*b) % 3 * 20
		}
		s.sums[i] = sumOf(says[i])
	}
	s.weigh()
	var want [4][labelCount]float64
	total := 0.0
	var labels [4]int
	var all func(i int, score float64)
	all = func(i int, score float64) {
		if i == n {
			total += math.Exp(score)
			for k, b := range labels {
				want[k][b] += math.Exp(score)
			}
			return
		}
		for b := range labelCount {
			if i == 0 && b > tagCount || i > 0 && !Allowed(labels[i-1], b) {
				continue
			}
			labels[i] = b
			step := 0.0
			if i > 0 {
				step = float64(s.model.step[labels[i-1]][b])
			}
			if 0 < b && b <= tagCount {
				step += float64(s.model.bonus[b-1])
			}
			all(i+1, score+step+float64(says[i][b])*float64(s.model.scale))
		}
	}
	all(0, 0)
	for i := range n {
		for b := range labelCount {
			if got, want := float64(s.chances[i][b]), want[i][b]/total; math.Abs(got-want) > 1e-3 {
				t.Errorf("unit %d, label %d: %.4f, not %.4f", i, b, got, want)
			}
		}
	}
}

// Scores however far apart, of labels that may not stand there too, make no number that is none.
func TestWeighApart(t *testing.T) {
	v := newView("碓氷です")
	r := newReader(v, v.newTaken())
	s := r.sequence().read(builtIn())
	for i := range s.sums {
		var says [labelCount]uint64
		for b := range says {
			says[b] = 30000 - 15000*uint64((i+b)%3)
		}
		s.sums[i] = sumOf(says)
	}
	s.sums[0] = sumOf([labelCount]uint64{2 * tagCount: 60000})
	s.weigh()
	for i, chances := range s.chances {
		sum := float32(0)
		for _, p := range chances {
			sum += p
		}
		if !(math.Abs(float64(sum)-1) < 1e-3) {
			t.Errorf("unit %d: %v", i, chances)
		}
	}
}
