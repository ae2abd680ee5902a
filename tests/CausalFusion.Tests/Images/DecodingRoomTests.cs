using CausalFusion.Images;

namespace CausalFusion.Tests.Images;

public sealed class DecodingRoomTests
{
    private const long Pixel = DecodingRoom.BytesPerPixel;

    [Fact]
    public void Images_that_are_decoded_at_once_take_no_more_than_the_room_together()
    {
        var room = new DecodingRoom(10 * Pixel);
        long most = 0;
        var threads = Enumerable.Range(0, 8).Select(i => new Thread(() =>
        {
            for (int k = 0; k < 50; k++)
            {
                room.Use(0, 1 + ((i + k) % 5), () =>
                {
                    InterlockedMax(ref most, room.Taken);
                    Thread.Yield();
                    return 0;
                });
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.InRange(most, 1, 10 * Pixel);
        Assert.Equal(0, room.Taken);
    }

    [Fact]
    public void An_image_that_is_larger_than_the_room_is_decoded_alone()
    {
        var room = new DecodingRoom(10 * Pixel);
        using ManualResetEventSlim inside = new(), leave = new(), large = new();
        var small = new Thread(() => room.Use(0, 1, () =>
        {
            inside.Set();
            leave.Wait();
            return 0;
        }));
        var huge = new Thread(() => room.Use(1, 1000, () =>
        {
            large.Set();
            return 0;
        }));
        small.Start();
        inside.Wait();
        huge.Start();
        Assert.False(large.Wait(TimeSpan.FromMilliseconds(100)));
        leave.Set();
        Assert.True(large.Wait(TimeSpan.FromSeconds(20)));
        small.Join();
        huge.Join();
        Assert.Equal(0, room.Taken);
    }

    [Fact]
    public void What_holds_room_decodes_within_it_and_gives_it_back_when_it_fails()
    {
        var room = new DecodingRoom(10 * Pixel);

        Assert.Equal(8 * Pixel, room.Use(0, 8, () => room.Use(0, 8, () => room.Taken)));
        Assert.Throws<InvalidDataException>(() => room.Use<int>(0, 8, () => throw new InvalidDataException()));
        Assert.Equal(0, room.Taken);
        Assert.Equal(8 * Pixel, room.Use(0, 8, () => room.Taken));
    }

    private static void InterlockedMax(ref long most, long value)
    {
        for (long seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
