package main

import (
	"net"
	"strings"
	"testing"
)

// Who finds a port taken learns which face wanted it and how to choose another, before a demonstration is prepared for nothing.
func TestAddressTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	taken, free := l.Addr().String(), "127.0.0.1:0"
	if err := addressesFree(Config{Portal: free, Site: free, Console: free}); err != nil {
		t.Error(err)
	}
	err = addressesFree(Config{Portal: free, Site: taken, Console: free})
	if err == nil || !strings.Contains(err.Error(), "TODOKE_SITE=") || !strings.Contains(err.Error(), taken) {
		t.Errorf("%v", err)
	}
}
