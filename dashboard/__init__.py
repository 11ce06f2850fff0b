"""What people see: one page of the centre's queues, which reads and changes nothing."""
